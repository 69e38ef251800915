package io.quorate.simulation.explore;

import java.util.Arrays;

/**
 * What tells a situation from others, by the names under which its hash is smallest: what differs in names alone then has the
 * same key.
 *
 * @param frame the names were changed by this to get those of the key
 */
@SuppressWarnings("ArrayRecordComponent") // compared by isOf
record Key(int[] truths, int history, int latestTerm, int frame, long hash) {
    boolean isOf(Situation situation) {
        return situation.history == history && Arrays.equals(situation.truths, truths);
    }
}
