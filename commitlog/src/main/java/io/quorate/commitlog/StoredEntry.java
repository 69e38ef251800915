package io.quorate.commitlog;

import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import java.nio.ByteBuffer;

/**
 * A sound entry, as found in a file of the log.
 *
 * @param bytes the whole entry, read-only; valid until the inspection is closed
 */
public record StoredEntry(
        EntryMeta meta,
        EntryKind kind,
        int recordCount,
        long timestampMillis,
        long fingerprintAfter,
        ByteBuffer bytes) {
    static StoredEntry at(ByteBuffer bytes, int offset) {
        return new StoredEntry(
                EntryFormat.meta(bytes, offset),
                EntryFormat.kind(bytes, offset),
                EntryFormat.recordCount(bytes, offset),
                EntryFormat.timestampMillis(bytes, offset),
                EntryFormat.tipAfter(bytes, offset).fingerprint(),
                bytes.slice(offset, EntryFormat.lengthBytes(bytes, offset)));
    }

    /** The records alone. */
    public ByteBuffer records() {
        return bytes.slice(EntryFormat.HEADER_BYTES, bytes.limit() - EntryFormat.HEADER_BYTES);
    }
}
