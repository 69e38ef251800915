package io.quorate.raft.progress;

/**
 * Whether a learner has come close enough to vote, measured in rounds (Raft dissertation §4.2.1): a round brings over what
 * was in the leader's log when it began. Under load a learner never has everything; it has caught up when a round takes no
 * longer than an election may, so that a commit that waits for it waits no longer than for a leader.
 */
public final class CatchUp {
    private final int roundTicksMax;
    private long roundEndIndex;
    private int roundTicks;
    private boolean lastRoundWasShort;

    /** @param lastIndex the leader's, with the entry that made it a learner: so that entry is on its disk before it votes */
    public CatchUp(long lastIndex, int roundTicksMax) {
        this.roundEndIndex = lastIndex;
        this.roundTicksMax = roundTicksMax;
    }

    public void tick() {
        roundTicks++;
    }

    /** The learner answered. */
    public void flushed(long flushedIndex, long lastIndex) {
        if (flushedIndex >= roundEndIndex) {
            lastRoundWasShort = roundTicks <= roundTicksMax;
            roundEndIndex = lastIndex;
            roundTicks = 0;
        }
    }

    /** Also no longer once it falls silent. */
    public boolean isDone() {
        return lastRoundWasShort && roundTicks <= roundTicksMax;
    }
}
