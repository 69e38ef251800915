package io.quorate.commitlog;

import io.quorate.commitlog.index.SealedSegment;
import io.quorate.raft.log.CorruptEntryException;
import io.quorate.raft.log.EntryMeta;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;

/** Walks over the entries of a sealed segment, for those who index it. Stateless; any thread. */
public final class SegmentEntries {
    /** Where the log's bytes come from, as {@link CommitLog#slice}. */
    @FunctionalInterface
    public interface Bytes {
        ByteBuffer slice(long position, int lengthBytes);
    }

    private SegmentEntries() {}

    /**
     * Hands over each entry, checked, in order.
     *
     * @throws CorruptEntryException if one is damaged, or the segment is not the one named; some were handed over then
     * @throws IndexOutOfBoundsException if the log no longer has the segment
     */
    public static void forEach(Bytes log, SealedSegment segment, BiConsumer<EntryMeta, ByteBuffer> entries)
            throws CorruptEntryException {
        LogTip tip = tipBefore(log.slice(segment.startPosition(), EntryFormat.HEADER_BYTES), segment);
        while (tip.position() < segment.endPosition()) {
            int roomBytes = (int) (segment.endPosition() - tip.position());
            int lengthBytes = EntryFormat.lengthBytes(log.slice(tip.position(), EntryFormat.HEADER_BYTES), 0);
            if (!EntryFormat.fits(lengthBytes, roomBytes)) {
                throw corrupt(tip, Frame.BAD_LENGTH);
            }
            ByteBuffer entry = log.slice(tip.position(), lengthBytes);
            Frame frame = EntryFormat.judge(entry, 0, roomBytes, tip);
            if (frame != Frame.GOOD) {
                throw corrupt(tip, frame);
            }
            entries.accept(EntryFormat.meta(entry, 0), entry);
            tip = EntryFormat.tipAfter(entry, 0);
        }
        if (tip.fingerprint() != segment.endFingerprint()) {
            throw new CorruptEntryException("the segment at position " + segment.startPosition()
                    + " is not the one that was sealed: its fingerprint differs");
        }
    }

    /** What the first entry says of those before it: the fingerprint at the end tells whether it is true. */
    private static LogTip tipBefore(ByteBuffer header, SealedSegment segment) {
        return new LogTip(
                EntryFormat.index(header, 0) - 1, 0, segment.startPosition(), 0, EntryFormat.fingerprint(header, 0));
    }

    private static CorruptEntryException corrupt(LogTip tip, Frame frame) {
        return new CorruptEntryException("the entry at position " + tip.position() + " is damaged: " + frame);
    }
}
