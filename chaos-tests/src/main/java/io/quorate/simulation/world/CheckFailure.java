package io.quorate.simulation.world;

/** A checker found something that must never be. */
public final class CheckFailure extends AssertionError {
    private final String checker;

    /**
     * @param checker its name: two failures of one checker count as the same
     * @param sentence what is wrong, for somebody who knows Raft and not this run
     */
    public CheckFailure(String checker, String sentence) {
        super(sentence);
        this.checker = checker;
    }

    public String checker() {
        return checker;
    }
}
