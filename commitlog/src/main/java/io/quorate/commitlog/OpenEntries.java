package io.quorate.commitlog;

import io.quorate.raft.Invariants;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The entries of a segment that has no file for them (yet): 4 bytes an entry, no object per entry. */
final class OpenEntries implements EntryPlaces {
    private final long firstIndex;
    private final long startPosition;
    private int[] offsets = new int[16];
    private int count;

    OpenEntries(long firstIndex, long startPosition) {
        this.firstIndex = firstIndex;
        this.startPosition = startPosition;
    }

    @Override
    public long startPosition() {
        return startPosition;
    }

    @Override
    public long firstIndex() {
        return firstIndex;
    }

    void add(long position) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
        }
        offsets[count++] = (int) (position - startPosition);
    }

    @Override
    public long positionOf(long index) {
        return startPosition + offsets[(int) (index - firstIndex)];
    }

    int lastOffset() {
        return offsets[count - 1];
    }

    void truncateFrom(long index) {
        count = (int) Math.min(count, index - firstIndex);
        Invariants.check(count > 0, "a segment without entries is forgotten", index, firstIndex);
    }

    /** As a file has them. To be called when no more entries come or go, from any one thread. */
    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * count);
        bytes.asIntBuffer().put(offsets, 0, count);
        return bytes;
    }
}
