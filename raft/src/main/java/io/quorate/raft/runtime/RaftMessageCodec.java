package io.quorate.raft.runtime;

import io.protostuff.ByteArrayInput;
import io.protostuff.LinkedBuffer;
import io.protostuff.ProtobufException;
import io.protostuff.ProtobufIOUtil;
import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import java.io.IOException;
import java.util.List;

/**
 * Raft messages to typed headers and back: numbered protobuf fields, every message a subset of the same ones. Entries are
 * not in here; their bytes travel as the body.
 *
 * <pre>
 *  1 kind's code       4 term            7 matchedIndex      10 granted, accepted, byTransfer
 *  2 from                 5 lastIndex,      8 flushedIndex
 *  3 to                     prevIndex,      9 hintTerm
 *                           baseIndex      11 committedIndex
 *                         6 lastTerm,
 *                           prevTerm
 * 12 round   13 repairing   14 id   15 offset   16 totalBytes   17 checksum   18 priority
 * </pre>
 */
final class RaftMessageCodec {
    private static final int BUFFER_BYTES = 256;

    private RaftMessageCodec() {}

    static byte[] encode(RaftMessage message) {
        return ProtobufIOUtil.toByteArray(
                WireMessage.of(message), WireMessage.SCHEMA, LinkedBuffer.allocate(BUFFER_BYTES));
    }

    /** @throws IOException if the bytes are not a message of this protocol version */
    static RaftMessage decode(byte[] bytes) throws IOException {
        WireMessage wire = new WireMessage();
        try {
            WireMessage.SCHEMA.mergeFrom(new ByteArrayInput(bytes, false), wire);
        } catch (ProtobufException | RuntimeException malformed) {
            throw new IOException("not a raft message: " + malformed.getMessage(), malformed);
        }
        RaftMessage.Kind kind = RaftMessage.Kind.ofCode(wire.kind);
        if (kind == null || wire.from.isBlank() || wire.to.isBlank()) {
            throw new IOException("not a raft message: kind=" + wire.kind + " from='" + wire.from + "'");
        }
        if (wire.hasNegative()) {
            throw new IOException("not a raft message: a negative term or index");
        }
        return toMessage(kind, wire);
    }

    private static RaftMessage toMessage(RaftMessage.Kind kind, WireMessage wire) {
        NodeId from = new NodeId(wire.from);
        NodeId to = new NodeId(wire.to);
        return switch (kind) {
            case PRE_VOTE_REQUEST -> new RaftMessage.PreVoteRequest(from, to, wire.term, wire.index, wire.indexTerm);
            case PRE_VOTE_REPLY -> new RaftMessage.PreVoteReply(from, to, wire.term, wire.flag);
            case VOTE_REQUEST ->
                new RaftMessage.VoteRequest(from, to, wire.term, wire.index, wire.indexTerm, wire.flag);
            case VOTE_REPLY -> new RaftMessage.VoteReply(from, to, wire.term, wire.flag);
            case APPEND_REQUEST ->
                new RaftMessage.AppendRequest(
                        from,
                        to,
                        wire.term,
                        wire.index,
                        wire.indexTerm,
                        List.of(),
                        wire.committedIndex,
                        wire.round,
                        List.of());
            case APPEND_REPLY ->
                new RaftMessage.AppendReply(
                        from,
                        to,
                        wire.term,
                        wire.flag,
                        wire.matchedIndex,
                        wire.flushedIndex,
                        wire.hintTerm,
                        wire.round,
                        wire.priority,
                        wire.repairing,
                        wire.index);
            case TIMEOUT_NOW -> new RaftMessage.TimeoutNow(from, to, wire.term);
            case READ_INDEX_REQUEST -> new RaftMessage.ReadIndexRequest(from, to, wire.term, wire.id);
            case READ_INDEX_REPLY -> new RaftMessage.ReadIndexReply(from, to, wire.term, wire.id, wire.index);
            case REPAIR_REQUEST -> new RaftMessage.RepairRequest(from, to, wire.term, wire.id, wire.index);
            case REPAIR_REPLY -> new RaftMessage.RepairReply(from, to, wire.term, wire.id, wire.index);
            case SNAPSHOT_OFFER ->
                new RaftMessage.SnapshotOffer(from, to, wire.term, wire.index, wire.indexTerm, wire.round);
            case SNAPSHOT_FETCH -> new RaftMessage.SnapshotFetch(from, to, wire.term, wire.index, wire.offset);
            case SNAPSHOT_CHUNK ->
                new RaftMessage.SnapshotChunk(
                        from, to, wire.term, wire.index, wire.offset, wire.totalBytes, wire.checksum);
            case ENTRY_FETCH -> new RaftMessage.EntryFetch(from, to, wire.term, wire.index);
            case ENTRY_CHUNK -> new RaftMessage.EntryChunk(from, to, wire.term, wire.index);
        };
    }
}
