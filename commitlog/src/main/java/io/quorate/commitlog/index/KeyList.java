package io.quorate.commitlog.index;

import java.util.Arrays;

/**
 * The keys of the messages in one segment that is not sealed yet, in the log's order. One writer, the replica loop; any
 * reader, without a lock: an entry is written before the volatile count that covers it.
 *
 * <p>Memory: 8 bytes a key, in chunks of {@value #CHUNK_KEYS}. Not sorted: a search walks over all of them, which for a
 * full segment of small messages takes some milliseconds.
 */
final class KeyList {
    private static final int CHUNK_KEYS = 4096;

    private volatile int[][] chunks = new int[1][];
    private volatile int count;

    // Only the replica loop writes; volatile publishes.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void add(int hash, int offset) {
        int number = count / CHUNK_KEYS;
        if (number == chunks.length) {
            chunks = Arrays.copyOf(chunks, 2 * number);
        }
        if (chunks[number] == null) {
            chunks[number] = new int[2 * CHUNK_KEYS];
        }
        int at = 2 * (count % CHUNK_KEYS);
        chunks[number][at] = hash;
        chunks[number][at + 1] = offset;
        count++;
    }

    int count() {
        return count;
    }

    int hash(int number) {
        return chunks[number / CHUNK_KEYS][2 * (number % CHUNK_KEYS)];
    }

    int offset(int number) {
        return chunks[number / CHUNK_KEYS][2 * (number % CHUNK_KEYS) + 1];
    }
}
