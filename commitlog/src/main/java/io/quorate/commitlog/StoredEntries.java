package io.quorate.commitlog;

import io.quorate.commitlog.disk.DiskFullException;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.log.ScrubResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The entries of sealed segments as the disk gives them when asked, not as the mapping shows them: a place that cannot be read
 * is an error of the read, and no signal. Flusher only.
 */
final class StoredEntries {
    private final SegmentTable segments;

    private ByteBuffer buffer =
            ByteBuffer.allocate(0); // grows to the longest entry met, or the longest piece asked for

    StoredEntries(SegmentTable segments) {
        this.segments = segments;
    }

    /** As {@link io.quorate.raft.log.LogStore#checkStored}. */
    ScrubResult check(LogBase from, long endPosition, int bytesMax) {
        Segment segment = segments.find(from.position());
        if (segment == null) {
            return new ScrubResult(from, 0, 0, ""); // released meanwhile
        }
        long end = Math.min(endPosition, segment.endPosition());
        try {
            return checkPiece(segment, LogTip.at(from), end, bytesMax);
        } catch (IOException unreadable) {
            return checkOne(segment, LogTip.at(from), end);
        }
    }

    /** Some place in a piece cannot be read: this says whether it is in the first entry. */
    private ScrubResult checkOne(Segment segment, LogTip tip, long end) {
        try {
            return checkPiece(segment, tip, end, EntryFormat.HEADER_BYTES);
        } catch (IOException unreadable) {
            return new ScrubResult(tip.asBase(), 0, 0, "the disk cannot read it: " + unreadable.getMessage());
        }
    }

    private ScrubResult checkPiece(Segment segment, LogTip from, long end, int bytesMax) throws IOException {
        int pieceBytes = (int) Math.min(Math.max(bytesMax, EntryFormat.HEADER_BYTES), end - from.position());
        ByteBuffer piece = read(segment, from.position(), pieceBytes);
        int firstBytes = pieceBytes < EntryFormat.HEADER_BYTES ? 0 : EntryFormat.lengthBytes(piece, 0);
        if (firstBytes > pieceBytes && firstBytes <= end - from.position()) {
            piece = read(segment, from.position(), firstBytes);
        }
        LogTip tip = from;
        int offset = 0;
        while (isWhole(piece, offset)) {
            int roomBytes = segments.roomAt(tip.position());
            Frame frame = EntryFormat.judge(piece, offset, roomBytes, tip);
            if (frame != Frame.GOOD) {
                return new ScrubResult(tip.asBase(), piece.limit(), 0, frame.toString());
            }
            tip = EntryFormat.tipAfter(piece, offset);
            offset += EntryFormat.lengthBytes(piece, offset);
        }
        // The first entry was read whole if it has a length that fits here at all.
        String damage = offset == 0 ? Frame.BAD_LENGTH.toString() : "";
        return new ScrubResult(tip.asBase(), piece.limit(), 0, damage);
    }

    /** Whether a whole entry may stand here: its header does, and as much as that says, or nonsense. */
    private static boolean isWhole(ByteBuffer piece, int offset) {
        int restBytes = piece.limit() - offset;
        return restBytes >= EntryFormat.HEADER_BYTES && EntryFormat.lengthBytes(piece, offset) <= restBytes;
    }

    private ByteBuffer read(Segment segment, long position, int lengthBytes) throws IOException {
        if (buffer.capacity() < lengthBytes) {
            buffer = ByteBuffer.allocate(lengthBytes);
        }
        ByteBuffer target = buffer.duplicate().clear().limit(lengthBytes);
        segment.read(position, target);
        return target.flip();
    }

    /** As {@link io.quorate.raft.log.LogStore#rewrite}, but for failures. */
    ScrubResult rewrite(LogBase from, ByteBuffer entries) throws IOException {
        Segment segment = segments.find(from.position());
        if (segment == null) {
            return new ScrubResult(from, 0, 0, ""); // released meanwhile
        }
        ByteBuffer all = entries.slice();
        long rewrittenBytes = 0;
        try {
            int offset = 0;
            while (offset < all.limit()) {
                ByteBuffer entry = all.slice(offset, EntryFormat.lengthBytes(all, offset));
                if (!stands(segment, from.position() + offset, entry)) {
                    segment.write(from.position() + offset, List.of(entry));
                    rewrittenBytes += entry.limit();
                }
                offset += entry.limit();
            }
            segment.force();
        } catch (DiskFullException full) {
            // On a disk that writes copies. What stands there is as damaged as before, and can be mended later.
            return new ScrubResult(from, 0, rewrittenBytes, "the disk is full");
        }
        ScrubResult found = check(from, from.position() + all.limit(), all.limit());
        return new ScrubResult(found.soundTo(), found.readBytes(), rewrittenBytes, found.damage());
    }

    private boolean stands(Segment segment, long position, ByteBuffer entry) {
        try {
            return read(segment, position, entry.limit()).equals(entry);
        } catch (IOException unreadable) {
            return false; // writing lets the disk put it elsewhere
        }
    }
}
