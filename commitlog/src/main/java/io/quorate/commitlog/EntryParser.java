package io.quorate.commitlog;

import io.quorate.raft.log.CorruptEntryException;
import io.quorate.raft.log.EntryMeta;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Takes apart what a peer claims to be entries. Trusts nothing in it. Stateless. */
final class EntryParser {
    private final long segmentBytes;

    EntryParser(long segmentBytes) {
        this.segmentBytes = segmentBytes;
    }

    /** Entries back to back, each continuing the one before it; the first may continue any log. */
    List<EntryMeta> parse(ByteBuffer bytes) throws CorruptEntryException {
        ByteBuffer all = bytes.slice();
        List<EntryMeta> entries = new ArrayList<>();
        LogTip tip = null;
        int offset = 0;
        while (offset < all.limit()) {
            checkWhole(all, offset);
            if (tip == null) {
                tip = claimedTip(all);
            }
            int roomBytes = (int) (segmentBytes - tip.position() % segmentBytes);
            Frame frame = EntryFormat.judge(all, offset, roomBytes, tip);
            if (frame != Frame.GOOD) {
                throw new CorruptEntryException("what should be entry " + (tip.index() + 1) + " at position "
                        + tip.position() + " is " + frame);
            }
            entries.add(EntryFormat.meta(all, offset));
            tip = EntryFormat.tipAfter(all, offset);
            offset += EntryFormat.lengthBytes(all, offset);
        }
        return entries;
    }

    private static void checkWhole(ByteBuffer all, int offset) throws CorruptEntryException {
        int restBytes = all.limit() - offset;
        if (restBytes < EntryFormat.HEADER_BYTES || EntryFormat.lengthBytes(all, offset) > restBytes) {
            throw new CorruptEntryException("an entry is cut short: " + restBytes + " bytes are left");
        }
    }

    /** The tip that the first entry says it continues. */
    private LogTip claimedTip(ByteBuffer all) throws CorruptEntryException {
        long index = EntryFormat.index(all, 0);
        long term = EntryFormat.term(all, 0);
        long position = EntryFormat.position(all, 0);
        // So far from the end of the numbers that no sum below overflows.
        boolean possible =
                index >= 1 && term >= 1 && position >= 0 && position < Long.MAX_VALUE / 2 && index < Long.MAX_VALUE / 2;
        if (!possible) {
            throw new CorruptEntryException(
                    "no entry has index " + index + ", term " + term + ", position " + position);
        }
        return new LogTip(
                index - 1, term, position, EntryFormat.timestampMillis(all, 0), EntryFormat.fingerprint(all, 0));
    }
}
