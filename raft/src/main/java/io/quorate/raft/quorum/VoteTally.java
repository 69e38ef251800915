package io.quorate.raft.quorum;

import java.util.HashSet;
import java.util.Set;

/** Counts the votes of one election; a voter's first word stands. */
public final class VoteTally<V> {
    /** How the election stands. */
    public enum Result {
        OPEN,
        WON,
        LOST
    }

    private final int voterCount;
    private final Set<V> granted = new HashSet<>();
    private final Set<V> refused = new HashSet<>();

    public VoteTally(int voterCount) {
        this.voterCount = voterCount;
    }

    public Result record(V voter, boolean grants) {
        if (!granted.contains(voter) && !refused.contains(voter)) {
            (grants ? granted : refused).add(voter);
        }
        return result();
    }

    public Result result() {
        if (granted.size() >= Majority.size(voterCount)) {
            return Result.WON;
        }
        // Lost as soon as the voters not yet heard can no longer make a majority.
        return voterCount - refused.size() < Majority.size(voterCount) ? Result.LOST : Result.OPEN;
    }
}
