package io.quorate.commitlog.disk;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/** The bytes of one simulated file: as the page cache has them, and as the platter does. Guarded by its disk. */
final class SimulatedFile {
    private static final int SECTOR_BYTES = 512;
    private static final int BLOCK_BYTES = 4096;
    private static final int OVERWRITTEN_MAX = 8; // remembered
    private static final int ZEROES_BYTES = 16; // a place that begins like this was never written, or counts as such
    private static final byte UNMAPPED = (byte) 0xDB;

    private final byte[] forced;
    private final BitSet allocated = new BitSet();
    private final List<Write> unforced = new ArrayList<>(); // oldest first

    private final ArrayDeque<Write> overwritten = new ArrayDeque<>(); // what writes took the place of, oldest first

    private byte[] cached; // replaced at a crash, so that views from before keep what they showed
    private int views; // of handles of this epoch

    SimulatedFile(int sizeBytes) {
        forced = new byte[sizeBytes];
        cached = new byte[sizeBytes];
    }

    int sizeBytes() {
        return forced.length;
    }

    ByteBuffer view() {
        return ByteBuffer.wrap(cached).asReadOnlyBuffer();
    }

    ByteBuffer forcedView() {
        return ByteBuffer.wrap(forced).asReadOnlyBuffer();
    }

    /** With the last view goes the memory it showed. */
    void viewed(int more) {
        views += more;
        if (views == 0) {
            byte[] shown = cached;
            cached = shown.clone();
            Arrays.fill(shown, UNMAPPED);
        }
    }

    /** The process that had views is gone. */
    void unviewed() {
        views = 0;
    }

    void write(int position, byte[] bytes, int count) {
        remember(position, count);
        System.arraycopy(bytes, 0, cached, position, count);
        if (count > 0) {
            allocated.set(position / BLOCK_BYTES, (position + count - 1) / BLOCK_BYTES + 1);
            unforced.add(new Write(position, count == bytes.length ? bytes : Arrays.copyOf(bytes, count)));
        }
    }

    private void remember(int position, int count) {
        int from = Math.min(cached.length, position + ZEROES_BYTES);
        boolean empty = Arrays.equals(cached, position, from, new byte[ZEROES_BYTES], 0, from - position);
        if (!empty) {
            overwritten.add(new Write(position, Arrays.copyOfRange(cached, position, position + count)));
            if (overwritten.size() > OVERWRITTEN_MAX) {
                overwritten.removeFirst();
            }
        }
    }

    /** In the page cache and on the platter. */
    void replace(int position, byte[] bytes) {
        System.arraycopy(bytes, 0, cached, position, bytes.length);
        System.arraycopy(bytes, 0, forced, position, bytes.length);
    }

    boolean loseWriteBefore(long endPosition, SplittableRandom random) {
        List<Write> lost = overwritten.stream()
                .filter(write -> write.position + write.bytes.length < endPosition)
                .toList();
        if (!lost.isEmpty()) {
            Write write = lost.get(random.nextInt(lost.size()));
            replace(write.position, write.bytes);
        }
        return !lost.isEmpty();
    }

    void read(int position, byte[] target) {
        System.arraycopy(cached, position, target, 0, target.length);
    }

    void force() {
        for (Write write : unforced) {
            System.arraycopy(write.bytes, 0, forced, write.position, write.bytes.length);
        }
        unforced.clear();
    }

    /** What Linux does when a force fails: the pages count as clean afterwards, whether they reached the disk or not. */
    void loseSomeUnforced(SplittableRandom random) {
        for (Write write : unforced) {
            survive(write, random);
        }
        unforced.clear();
    }

    void crash(SplittableRandom random) {
        loseSomeUnforced(random);
        cached = forced.clone();
        unviewed();
    }

    void flipBit(int position, int bit) {
        cached[position] ^= (byte) (1 << bit);
        forced[position] ^= (byte) (1 << bit);
    }

    long allocatedBytes() {
        return (long) allocated.cardinality() * BLOCK_BYTES;
    }

    /** How many of the first bytes of this write find a block, when there is room for so many bytes of new ones. */
    int bytesThatFit(int position, int count, long roomBytes) {
        long leftBytes = roomBytes;
        int at = position;
        while (at < position + count) {
            if (!allocated.get(at / BLOCK_BYTES)) {
                if (leftBytes < BLOCK_BYTES) {
                    return at - position;
                }
                leftBytes -= BLOCK_BYTES;
            }
            at = (at / BLOCK_BYTES + 1) * BLOCK_BYTES;
        }
        return count;
    }

    /** Decides what an unforced write leaves on the platter: nothing, all, a torn beginning, or any of its sectors. */
    private void survive(Write write, SplittableRandom random) {
        int length = write.bytes.length;
        switch (random.nextInt(4)) {
            case 0 -> {}
            case 1 -> keep(write, 0, length);
            case 2 -> keep(write, 0, random.nextInt(length + 1));
            default -> keepSomeSectors(write, random);
        }
    }

    private void keepSomeSectors(Write write, SplittableRandom random) {
        int at = 0;
        while (at < write.bytes.length) {
            int sectorEnd = SECTOR_BYTES - (write.position + at) % SECTOR_BYTES;
            int end = Math.min(write.bytes.length, at + sectorEnd);
            if (random.nextBoolean()) {
                keep(write, at, end);
            }
            at = end;
        }
    }

    private void keep(Write write, int from, int to) {
        System.arraycopy(write.bytes, from, forced, write.position + from, to - from);
    }

    private static final class Write {
        private final int position;
        private final byte[] bytes;

        Write(int position, byte[] bytes) {
            this.position = position;
            this.bytes = bytes;
        }
    }
}
