package io.quorate.broker.state;

import io.quorate.commitlog.EntryHeader;
import io.quorate.protocol.message.RecordLayout;
import io.quorate.raft.Invariants;
import io.quorate.raft.log.EntryMeta;
import java.nio.ByteBuffer;

/** Walks over the records of a RECORDS entry. */
final class EntryRecords {
    /** Takes the records, in order. Each starts at {@code at} in the entry's bytes. */
    interface Visitor {
        /** A stored message; its record is at {@code position} in the log. */
        void message(ByteBuffer bytes, int at, int sizeBytes, long position);

        void command(ByteBuffer bytes, int at, int sizeBytes);
    }

    private EntryRecords() {}

    static void forEach(EntryMeta meta, ByteBuffer bytes, Visitor visitor) {
        int at = EntryHeader.BYTES;
        int count = EntryHeader.recordCount(bytes);
        for (int i = 0; i < count; i++) {
            int sizeBytes = bytes.getInt(at);
            Invariants.check(
                    sizeBytes >= Long.BYTES && sizeBytes <= bytes.limit() - at,
                    "a record lies within its entry [index, size, at]",
                    meta.index(),
                    sizeBytes,
                    at);
            if (RecordLayout.isMessageMagic(bytes.getInt(at + Integer.BYTES))) {
                visitor.message(bytes, at, sizeBytes, meta.position() + at);
            } else {
                visitor.command(bytes, at, sizeBytes);
            }
            at += sizeBytes;
        }
        Invariants.check(at == bytes.limit(), "the records fill their entry", at, bytes.limit());
    }
}
