package io.quorate.commitlog.index;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The messages of one queue in one segment that is not sealed yet, by queue offset. Written by the replica loop; read from
 * any thread, up to what the queue's published end covers. A unit is never changed once written.
 *
 * <p>Memory: 20 bytes a message, in chunks of {@value #CHUNK_UNITS}; the newest grows by doubling, so that a queue of few
 * messages takes few units. No object per message.
 *
 * <pre>
 * unit, 5 ints:   offset in the segment | sizeBytes | tagHash | storeTimestampMillis, high and low
 * </pre>
 */
final class QueueUnits {
    static final int CHUNK_UNITS = 1024;
    static final int UNIT_INTS = 5;
    static final int UNIT_BYTES = UNIT_INTS * Integer.BYTES;

    private static final int FIRST_UNITS = 4;

    private final long firstOffset;

    /** A slot is replaced by a longer copy (set: volatile): whoever finds a chunk finds in it all that was in the one before. */
    private volatile AtomicReferenceArray<int[]> chunks = new AtomicReferenceArray<>(1);

    private int count; // replica loop, later the sealer's thread, which is handed everything

    QueueUnits(long firstOffset) {
        this.firstOffset = firstOffset;
    }

    /** Queue offset of the first unit. */
    long firstOffset() {
        return firstOffset;
    }

    int count() {
        return count;
    }

    void add(int offset, int sizeBytes, int tagHash, long storeTimestampMillis) {
        int at = count % CHUNK_UNITS * UNIT_INTS;
        int[] chunk = chunkFor(count / CHUNK_UNITS, at);
        chunk[at] = offset;
        chunk[at + 1] = sizeBytes;
        chunk[at + 2] = tagHash;
        chunk[at + 3] = (int) (storeTimestampMillis >>> Integer.SIZE);
        chunk[at + 4] = (int) storeTimestampMillis;
        count++;
    }

    /** The chunk, made or grown so that it has room there. */
    private int[] chunkFor(int number, int at) {
        AtomicReferenceArray<int[]> all = chunks;
        if (number == all.length()) {
            AtomicReferenceArray<int[]> more = new AtomicReferenceArray<>(2 * number);
            for (int i = 0; i < number; i++) {
                more.set(i, all.get(i));
            }
            chunks = more;
            all = more;
        }
        int[] chunk = all.get(number);
        if (chunk == null) {
            chunk = new int[(number == 0 ? FIRST_UNITS : CHUNK_UNITS) * UNIT_INTS];
            all.set(number, chunk);
        } else if (at == chunk.length) {
            chunk = Arrays.copyOf(chunk, Math.min(2 * chunk.length, CHUNK_UNITS * UNIT_INTS));
            all.set(number, chunk);
        }
        return chunk;
    }

    /** Copies units, oldest first. Of a queue's units at or after its published end nothing is known. */
    void copy(int firstUnit, int unitCount, int[] target) {
        AtomicReferenceArray<int[]> all = chunks;
        int done = 0;
        while (done < unitCount) {
            int unit = firstUnit + done;
            int within = unit % CHUNK_UNITS;
            int some = Math.min(unitCount - done, CHUNK_UNITS - within);
            System.arraycopy(
                    all.get(unit / CHUNK_UNITS), within * UNIT_INTS, target, done * UNIT_INTS, some * UNIT_INTS);
            done += some;
        }
    }

    /** All of them as bytes. */
    void writeTo(ByteBuffer target) {
        int left = count * UNIT_INTS;
        for (int number = 0; left > 0; number++) {
            int some = Math.min(left, CHUNK_UNITS * UNIT_INTS);
            target.asIntBuffer().put(chunks.get(number), 0, some);
            target.position(target.position() + some * Integer.BYTES);
            left -= some;
        }
    }
}
