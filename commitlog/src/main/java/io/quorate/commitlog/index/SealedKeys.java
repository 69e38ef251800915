package io.quorate.commitlog.index;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The {@code .keys} of a sealed segment. Big-endian.
 *
 * <pre>
 * directory   int hash of every 512th key, so that a search touches one page of the body
 * body        keys, sorted by hash, then by offset:  int hash, int offset in the segment of a message that has the key
 * </pre>
 *
 * <p>Hashes collide: what is found must be compared with the message. Hashes are ordered as unsigned numbers. The file must
 * be retained by the caller. Any thread.
 */
final class SealedKeys {
    private static final int KEY_BYTES = 2 * Integer.BYTES;
    private static final int SAMPLE_KEYS = 512;

    private final IndexFile file;

    SealedKeys(IndexFile file) {
        this.file = file;
    }

    static IndexBody encode(SegmentMessages messages) {
        KeyList keys = messages.keys();
        long[] sorted = new long[keys.count()];
        for (int i = 0; i < sorted.length; i++) {
            // Sorted as signed numbers, which are in the order of their unsigned hashes once the highest bit is turned.
            sorted[i] = ((long) keys.hash(i) << Integer.SIZE | keys.offset(i)) ^ Long.MIN_VALUE;
        }
        Arrays.sort(sorted);
        ByteBuffer body = ByteBuffer.allocate(Math.multiplyExact(sorted.length, KEY_BYTES));
        ByteBuffer directory = ByteBuffer.allocate((sorted.length + SAMPLE_KEYS - 1) / SAMPLE_KEYS * Integer.BYTES);
        for (int i = 0; i < sorted.length; i++) {
            long key = sorted[i] ^ Long.MIN_VALUE;
            if (i % SAMPLE_KEYS == 0) {
                directory.putInt((int) (key >>> Integer.SIZE));
            }
            body.putLong(key);
        }
        return new IndexBody(List.of(directory.flip()), List.of(body.flip()));
    }

    /** Offsets in the segment of messages with a key of this hash, ascending. */
    int[] offsets(int hash) throws DamagedIndexException {
        ByteBuffer directory = file.directory();
        int sampleCount = directory.capacity() / Integer.BYTES;
        // The first key of this hash is in the block before the first one that starts with it, or at that one's start.
        int block = firstAtLeast(directory, Integer.BYTES, 0, sampleCount, hash);
        if (sampleCount == 0) {
            return new int[0];
        }
        ByteBuffer body = file.body();
        int keyCount = body.capacity() / KEY_BYTES;
        int low = Math.max(0, block - 1) * SAMPLE_KEYS;
        int at = firstAtLeast(body, KEY_BYTES, low, Math.min(keyCount, block * SAMPLE_KEYS + 1), hash);
        int[] found = new int[4];
        int count = 0;
        for (; at < keyCount && body.getInt(at * KEY_BYTES) == hash; at++) {
            if (count == found.length) {
                found = Arrays.copyOf(found, 2 * count);
            }
            found[count++] = body.getInt(at * KEY_BYTES + Integer.BYTES);
        }
        return Arrays.copyOf(found, count);
    }

    private static int firstAtLeast(ByteBuffer hashes, int stepBytes, int from, int to, int hash) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Integer.compareUnsigned(hashes.getInt(middle * stepBytes), hash) >= 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
