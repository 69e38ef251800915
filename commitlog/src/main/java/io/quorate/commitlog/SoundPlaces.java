package io.quorate.commitlog;

import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogBase;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Finds places in a log from which its entries can be checked, although others are damaged. Replica loop only. */
final class SoundPlaces {
    /** So many entries are looked at one by one; then only the first one of each segment, so that the loop is not held up. */
    private static final int ENTRIES_MAX = 64;

    private final EntryIndex index;
    private final LogReader reader;
    private final long segmentBytes;

    SoundPlaces(EntryIndex index, LogReader reader, long segmentBytes) {
        this.index = index;
        this.reader = reader;
        this.segmentBytes = segmentBytes;
    }

    LogBase before(long entryIndex) {
        for (long at = entryIndex - 1; at > index.base().index(); at--) {
            ByteBuffer entry = sound(at);
            if (entry != null) {
                return EntryFormat.tipAfter(entry, 0).asBase();
            }
        }
        return index.base();
    }

    Optional<LogBase> after(long entryIndex, long endPosition) {
        long at = entryIndex + 1;
        int count = 0;
        while (at <= index.lastIndex() && index.endPositionOf(at) <= endPosition) {
            ByteBuffer entry = sound(at);
            if (entry != null) {
                return Optional.of(EntryFormat.tipBefore(entry, 0).asBase());
            }
            at = ++count < ENTRIES_MAX ? at + 1 : firstOfNextSegment(at);
        }
        return Optional.empty();
    }

    private long firstOfNextSegment(long entryIndex) {
        long position = index.positionOf(entryIndex);
        return index.lastIndexEndingBy(position - position % segmentBytes + segmentBytes) + 1;
    }

    /** The entry's bytes, or null if they are not those of this entry. */
    private ByteBuffer sound(long entryIndex) {
        EntryMeta meta = index.entryAt(entryIndex);
        ByteBuffer entry = reader.view(meta.position(), meta.lengthBytes());
        int roomBytes = (int) (segmentBytes - meta.position() % segmentBytes);
        boolean sound = EntryFormat.lengthBytes(entry, 0) == meta.lengthBytes()
                && EntryFormat.isSoundAt(entry, 0, roomBytes, meta.position())
                && EntryFormat.meta(entry, 0).equals(meta);
        return sound ? entry : null;
    }
}
