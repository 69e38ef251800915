package io.quorate.raft.runtime;

import io.protostuff.Input;
import io.protostuff.Output;
import io.protostuff.Schema;
import io.quorate.raft.RaftMessage;
import java.io.IOException;

/** All fields any raft message has, as they are numbered on the wire; see {@link RaftMessageCodec}. */
final class WireMessage {
    static final Schema<WireMessage> SCHEMA = new WireSchema();

    int kind;
    String from = "";
    String to = "";
    long term;
    long index;
    long indexTerm;
    long matchedIndex;
    long flushedIndex;
    long hintTerm;
    boolean flag;
    long committedIndex;
    long round;
    boolean repairing;
    long id;
    long offset;
    long totalBytes;
    long checksum;
    int priority;

    static WireMessage of(RaftMessage message) {
        WireMessage wire = new WireMessage();
        wire.kind = message.kind().code();
        wire.from = message.from().value();
        wire.to = message.to().value();
        wire.term = message.term();
        switch (message.kind()) {
            case PRE_VOTE_REQUEST -> wire.fill((RaftMessage.PreVoteRequest) message);
            case PRE_VOTE_REPLY -> wire.flag = ((RaftMessage.PreVoteReply) message).granted();
            case VOTE_REQUEST -> wire.fill((RaftMessage.VoteRequest) message);
            case VOTE_REPLY -> wire.flag = ((RaftMessage.VoteReply) message).granted();
            case APPEND_REQUEST -> wire.fill((RaftMessage.AppendRequest) message);
            case APPEND_REPLY -> wire.fill((RaftMessage.AppendReply) message);
            case TIMEOUT_NOW -> {
                // The term says it all.
            }
            case READ_INDEX_REQUEST -> wire.id = ((RaftMessage.ReadIndexRequest) message).id();
            case READ_INDEX_REPLY -> wire.fill((RaftMessage.ReadIndexReply) message);
            case REPAIR_REQUEST -> wire.fill((RaftMessage.RepairRequest) message);
            case REPAIR_REPLY -> wire.fill((RaftMessage.RepairReply) message);
            case SNAPSHOT_OFFER -> wire.fill((RaftMessage.SnapshotOffer) message);
            case SNAPSHOT_FETCH -> wire.fill((RaftMessage.SnapshotFetch) message);
            case SNAPSHOT_CHUNK -> wire.fill((RaftMessage.SnapshotChunk) message);
            case ENTRY_FETCH -> wire.index = ((RaftMessage.EntryFetch) message).index();
            case ENTRY_CHUNK -> wire.index = ((RaftMessage.EntryChunk) message).index();
        }
        return wire;
    }

    private void fill(RaftMessage.PreVoteRequest request) {
        index = request.lastIndex();
        indexTerm = request.lastTerm();
    }

    private void fill(RaftMessage.VoteRequest request) {
        index = request.lastIndex();
        indexTerm = request.lastTerm();
        flag = request.byTransfer();
    }

    private void fill(RaftMessage.AppendRequest request) {
        index = request.prevIndex();
        indexTerm = request.prevTerm();
        committedIndex = request.committedIndex();
        round = request.round();
    }

    private void fill(RaftMessage.AppendReply reply) {
        flag = reply.accepted();
        matchedIndex = reply.matchedIndex();
        flushedIndex = reply.flushedIndex();
        hintTerm = reply.hintTerm();
        round = reply.round();
        repairing = reply.repairing();
        priority = reply.priority();
        index = reply.baseIndex();
    }

    private void fill(RaftMessage.ReadIndexReply reply) {
        id = reply.id();
        index = reply.index();
    }

    private void fill(RaftMessage.RepairRequest request) {
        id = request.id();
        index = request.lastIndex();
    }

    private void fill(RaftMessage.RepairReply reply) {
        id = reply.id();
        index = reply.index();
    }

    private void fill(RaftMessage.SnapshotOffer offer) {
        index = offer.index();
        indexTerm = offer.indexTerm();
        round = offer.round();
    }

    private void fill(RaftMessage.SnapshotFetch fetch) {
        index = fetch.index();
        offset = fetch.offset();
    }

    private void fill(RaftMessage.SnapshotChunk chunk) {
        index = chunk.index();
        offset = chunk.offset();
        totalBytes = chunk.totalBytes();
        checksum = chunk.checksum();
    }

    boolean hasNegative() {
        return (term | index | indexTerm | matchedIndex | flushedIndex | hintTerm | committedIndex) < 0
                || (round | id | offset | totalBytes | priority) < 0;
    }

    /** Hand-written: numbered fields, no reflection. */
    private static final class WireSchema implements Schema<WireMessage> {
        @Override
        public String getFieldName(int number) {
            return "f" + number;
        }

        @Override
        public int getFieldNumber(String name) {
            return Integer.parseInt(name.substring(1));
        }

        @Override
        public boolean isInitialized(WireMessage message) {
            return true;
        }

        @Override
        public WireMessage newMessage() {
            return new WireMessage();
        }

        @Override
        public String messageName() {
            return "RaftMessage";
        }

        @Override
        public String messageFullName() {
            return "io.quorate.RaftMessage";
        }

        @Override
        public Class<? super WireMessage> typeClass() {
            return WireMessage.class;
        }

        @Override
        public void mergeFrom(Input input, WireMessage wire) throws IOException {
            for (int field = input.readFieldNumber(this); field != 0; field = input.readFieldNumber(this)) {
                switch (field) {
                    case 1 -> wire.kind = input.readInt32();
                    case 2 -> wire.from = input.readString();
                    case 3 -> wire.to = input.readString();
                    case 4 -> wire.term = input.readInt64();
                    case 5 -> wire.index = input.readInt64();
                    case 6 -> wire.indexTerm = input.readInt64();
                    case 7 -> wire.matchedIndex = input.readInt64();
                    case 8 -> wire.flushedIndex = input.readInt64();
                    case 9 -> wire.hintTerm = input.readInt64();
                    case 10 -> wire.flag = input.readBool();
                    case 11 -> wire.committedIndex = input.readInt64();
                    case 12 -> wire.round = input.readInt64();
                    case 13 -> wire.repairing = input.readBool();
                    case 14 -> wire.id = input.readInt64();
                    case 15 -> wire.offset = input.readInt64();
                    case 16 -> wire.totalBytes = input.readInt64();
                    case 17 -> wire.checksum = input.readInt64();
                    case 18 -> wire.priority = input.readInt32();
                    default -> input.handleUnknownField(field, this);
                }
            }
        }

        @Override
        public void writeTo(Output output, WireMessage wire) throws IOException {
            output.writeInt32(1, wire.kind, false);
            output.writeString(2, wire.from, false);
            output.writeString(3, wire.to, false);
            writeNonZero(output, 4, wire.term);
            writeNonZero(output, 5, wire.index);
            writeNonZero(output, 6, wire.indexTerm);
            writeNonZero(output, 7, wire.matchedIndex);
            writeNonZero(output, 8, wire.flushedIndex);
            writeNonZero(output, 9, wire.hintTerm);
            if (wire.flag) {
                output.writeBool(10, true, false);
            }
            writeNonZero(output, 11, wire.committedIndex);
            writeNonZero(output, 12, wire.round);
            if (wire.repairing) {
                output.writeBool(13, true, false);
            }
            writeNonZero(output, 14, wire.id);
            writeNonZero(output, 15, wire.offset);
            writeNonZero(output, 16, wire.totalBytes);
            writeNonZero(output, 17, wire.checksum);
            if (wire.priority != 0) {
                output.writeInt32(18, wire.priority, false);
            }
        }

        private static void writeNonZero(Output output, int field, long value) throws IOException {
            if (value != 0) {
                output.writeInt64(field, value, false);
            }
        }
    }
}
