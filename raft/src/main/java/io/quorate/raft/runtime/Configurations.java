package io.quorate.raft.runtime;

import io.quorate.raft.log.CorruptEntryException;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogStore;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.membership.MembershipCodec;
import io.quorate.raft.membership.MembershipHistory;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The CONFIGURATION entries of a log: found, read, made. Stateless. */
final class Configurations {
    private Configurations() {}

    /**
     * All that the log says of the group, on top of what held before it.
     *
     * @throws IllegalStateException if an entry of ours cannot be read, which its checksum rules out
     */
    static MembershipHistory historyOf(LogStore log, IndexedMembership base) {
        ArrayDeque<Long> indexes = new ArrayDeque<>();
        long index = log.configurationIndexUpTo(log.lastIndex());
        while (index > base.index()) {
            indexes.addFirst(index);
            index = log.configurationIndexUpTo(index - 1);
        }
        MembershipHistory history = new MembershipHistory(base);
        for (long each : indexes) {
            try {
                history.append(new IndexedMembership(each, membershipOf(log.read(each), log.entryHeaderBytes())));
            } catch (CorruptEntryException unreadable) {
                throw new IllegalStateException(
                        "the CONFIGURATION entry at index " + each + " cannot be read: " + unreadable.getMessage()
                                + "; a newer program may have written it",
                        unreadable);
            }
        }
        return history;
    }

    /**
     * Those among entries that a peer sent.
     *
     * @param bytes of all the entries, back to back
     */
    static List<IndexedMembership> among(List<EntryMeta> entries, ByteBuffer bytes, LogStore log)
            throws CorruptEntryException {
        List<IndexedMembership> found = new ArrayList<>();
        int offset = bytes.position();
        for (EntryMeta entry : entries) {
            if (log.kindAt(bytes, offset) == EntryKind.CONFIGURATION) {
                ByteBuffer whole = bytes.slice(offset, entry.lengthBytes());
                found.add(new IndexedMembership(entry.index(), membershipOf(whole, log.entryHeaderBytes())));
            }
            offset += entry.lengthBytes();
        }
        return found;
    }

    private static Membership membershipOf(ByteBuffer entry, int headerBytes) throws CorruptEntryException {
        return MembershipCodec.readRecord(entry.slice(headerBytes, entry.limit() - headerBytes));
    }

    /** A CONFIGURATION entry with room for its header. */
    static ByteBuffer entryOf(Membership membership, int headerBytes) {
        ByteBuffer entry = ByteBuffer.allocate(headerBytes + MembershipCodec.recordBytes(membership));
        MembershipCodec.putRecord(entry.position(headerBytes), membership);
        return entry.rewind();
    }
}
