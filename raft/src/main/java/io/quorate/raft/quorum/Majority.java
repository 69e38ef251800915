package io.quorate.raft.quorum;

import java.util.Arrays;

/** Majorities of a set of voters. Pure arithmetic. */
public final class Majority {
    private Majority() {}

    /** How many of {@code voterCount} decide. */
    public static int size(int voterCount) {
        return voterCount / 2 + 1;
    }

    /**
     * The largest number that a majority has reached.
     *
     * @param reached one number a voter; reordered by the call
     */
    public static long reachedByMajority(long[] reached) {
        Arrays.sort(reached);
        return reached[reached.length - size(reached.length)];
    }
}
