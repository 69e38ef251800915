package io.quorate.commitlog;

import io.quorate.raft.log.EntryKind;
import java.nio.ByteBuffer;

/**
 * What those who apply entries need of the header in front of the records. The entry starts at the buffer's offset 0 and
 * has been checked by the log. Stateless.
 */
public final class EntryHeader {
    /** The first record starts here. */
    public static final int BYTES = EntryFormat.HEADER_BYTES;

    private EntryHeader() {}

    public static EntryKind kind(ByteBuffer entry) {
        return EntryFormat.kind(entry, 0);
    }

    public static int recordCount(ByteBuffer entry) {
        return EntryFormat.recordCount(entry, 0);
    }

    /** Of the whole log before the entry; the header alone is enough. */
    public static long fingerprintBefore(ByteBuffer header) {
        return EntryFormat.fingerprint(header, 0);
    }

    /** Of the whole log up to and with the entry; the header alone is enough. */
    public static long fingerprintAfter(ByteBuffer header) {
        return EntryFormat.tipAfter(header, 0).fingerprint();
    }

    /** The leader's clock when it made the entry. */
    public static long timestampMillis(ByteBuffer entry) {
        return EntryFormat.timestampMillis(entry, 0);
    }
}
