package io.quorate.benchmarks.soak;

import java.util.BitSet;

/** Which messages of one topic, by the numbers its producer gave them, were acknowledged and which were heard. Safe from any thread. */
final class TopicTally {
    private final BitSet acked = new BitSet();
    private final BitSet heard = new BitSet();
    private int nextNumber;

    /** The number of the next message. */
    synchronized int take() {
        return nextNumber++;
    }

    synchronized void acked(int number) {
        acked.set(number);
    }

    /** False if it was heard before. */
    synchronized boolean heard(int number) {
        if (heard.get(number)) {
            return false;
        }
        heard.set(number);
        return true;
    }

    /** Acknowledged and not heard. */
    synchronized int missing() {
        BitSet missing = (BitSet) acked.clone();
        missing.andNot(heard);
        return missing.cardinality();
    }
}
