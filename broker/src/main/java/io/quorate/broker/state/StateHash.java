package io.quorate.broker.state;

import java.nio.ByteBuffer;

/**
 * Rolling 64-bit hash of what was applied, in order. Two replicas with the same hash at the same index hold, but for a
 * collision, the same tables. Not meant against an adversary. Replica loop only.
 */
final class StateHash {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final int SHIFT = 29;

    private long value;

    long value() {
        return value;
    }

    /** Goes on from a value this or another replica's hash had. */
    void restart(long from) {
        value = from;
    }

    void add(long number) {
        long mixed = (value ^ number) * MULTIPLIER;
        value = mixed ^ (mixed >>> SHIFT);
    }

    /** Adds bytes {@code [from, from + length)}; two lengths of zeros differ. */
    void add(ByteBuffer bytes, int from, int length) {
        add(length);
        int at = from;
        int end = from + length;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            add(bytes.getLong(at));
        }
        for (; at < end; at++) {
            add(bytes.get(at));
        }
    }
}
