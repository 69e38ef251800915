package io.quorate.raft;

import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.membership.IndexedMembership;
import java.util.List;

/** What replicas say to each other. Messages may be lost, repeated, delayed and reordered. */
public sealed interface RaftMessage {
    /** Which message it is, so that dispatch is exhaustive; with its number on the wire. */
    enum Kind {
        PRE_VOTE_REQUEST(1),
        PRE_VOTE_REPLY(2),
        VOTE_REQUEST(3),
        VOTE_REPLY(4),
        APPEND_REQUEST(5),
        APPEND_REPLY(6),
        TIMEOUT_NOW(7),
        READ_INDEX_REQUEST(8),
        READ_INDEX_REPLY(9),
        SNAPSHOT_OFFER(10),
        SNAPSHOT_FETCH(11),
        SNAPSHOT_CHUNK(12),
        REPAIR_REQUEST(13),
        REPAIR_REPLY(14),
        ENTRY_FETCH(15),
        ENTRY_CHUNK(16);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }

        /** The kind with this number, or null. */
        public static Kind ofCode(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            return null;
        }
    }

    Kind kind();

    NodeId from();

    NodeId to();

    /** The sender's term; that of the election asked about in pre-vote requests and granted pre-votes. */
    long term();

    /**
     * Would you vote for me in {@code term}? Changes nobody's term (Raft dissertation §9.6).
     *
     * @param lastIndex newest entry of the sender's log
     */
    record PreVoteRequest(NodeId from, NodeId to, long term, long lastIndex, long lastTerm) implements RaftMessage {
        @Override
        public Kind kind() {
            return Kind.PRE_VOTE_REQUEST;
        }
    }

    record PreVoteReply(NodeId from, NodeId to, long term, boolean granted) implements RaftMessage {
        @Override
        public Kind kind() {
            return Kind.PRE_VOTE_REPLY;
        }
    }

    /**
     * RequestVote (Raft §5.2).
     *
     * @param byTransfer the leader itself asked for this election: its being alive is no reason to refuse
     */
    record VoteRequest(NodeId from, NodeId to, long term, long lastIndex, long lastTerm, boolean byTransfer)
            implements RaftMessage {
        @Override
        public Kind kind() {
            return Kind.VOTE_REQUEST;
        }
    }

    record VoteReply(NodeId from, NodeId to, long term, boolean granted) implements RaftMessage {
        @Override
        public Kind kind() {
            return Kind.VOTE_REPLY;
        }
    }

    /**
     * AppendEntries (Raft §5.3). Without entries it is a heartbeat.
     *
     * @param prevIndex entry just before {@code entries}, which the receiver must have with {@code prevTerm}
     * @param entries dense, from {@code prevIndex + 1}; their bytes travel beside the message
     * @param committedIndex the leader's
     * @param round counts the leader's rounds of asking whether it still leads; the answer repeats it (ReadIndex, Raft §8)
     * @param configurations the CONFIGURATION entries among {@code entries}, as the receiver decoded them; not on the wire
     */
    record AppendRequest(
            NodeId from,
            NodeId to,
            long term,
            long prevIndex,
            long prevTerm,
            List<EntryMeta> entries,
            long committedIndex,
            long round,
            List<IndexedMembership> configurations)
            implements RaftMessage {
        public AppendRequest {
            entries = List.copyOf(entries);
            configurations = List.copyOf(configurations);
        }

        @Override
        public Kind kind() {
            return Kind.APPEND_REQUEST;
        }

        /** Newest index this request vouches for. */
        public long lastIndex() {
            return prevIndex + entries.size();
        }
    }

    /**
     * Answer to an append request, sent only for what is flushed.
     *
     * @param accepted whether {@code prevIndex} matched
     * @param matchedIndex accepted: the log agrees with the leader's up to here. Rejected: the request's prevIndex
     * @param flushedIndex accepted: agreed and on this replica's disk up to here; the only number that counts for commit.
     *     Rejected: newest index at which the logs might agree
     * @param hintTerm rejected: the term this replica has at {@code flushedIndex}
     * @param round that of the newest request of this leader
     * @param priority the sender's, as a leader
     * @param repairing this replica lost entries it had acknowledged, and cannot be elected before it has got them back
     * @param baseIndex this replica's log has let go of what is up to here; 0 also from one that does not say
     */
    record AppendReply(
            NodeId from,
            NodeId to,
            long term,
            boolean accepted,
            long matchedIndex,
            long flushedIndex,
            long hintTerm,
            long round,
            int priority,
            boolean repairing,
            long baseIndex)
            implements RaftMessage {
        /** From a sender of no particular priority, whose log is whole. */
        public AppendReply(
                NodeId from,
                NodeId to,
                long term,
                boolean accepted,
                long matchedIndex,
                long flushedIndex,
                long hintTerm,
                long round,
                boolean repairing) {
            this(
                    from,
                    to,
                    term,
                    accepted,
                    matchedIndex,
                    flushedIndex,
                    hintTerm,
                    round,
                    LeadershipConfig.PRIORITY_DEFAULT,
                    repairing,
                    0);
        }

        @Override
        public Kind kind() {
            return Kind.APPEND_REPLY;
        }
    }

    /** The leader hands over: start an election at once (Raft dissertation §3.10). */
    record TimeoutNow(NodeId from, NodeId to, long term) implements RaftMessage {
        @Override
        public Kind kind() {
            return Kind.TIMEOUT_NOW;
        }
    }

    /**
     * A follower wants to read: how far must it have applied to see all that was acknowledged by now (Raft §8)?
     *
     * @param id the follower's own number for it, repeated in the answer
     */
    record ReadIndexRequest(NodeId from, NodeId to, long term, long id) implements RaftMessage {
        @Override
        public Kind kind() {
            return Kind.READ_INDEX_REQUEST;
        }
    }

    /**
     * The leader made sure that it still led after the request came in.
     *
     * @param index what was committed then
     */
    record ReadIndexReply(NodeId from, NodeId to, long term, long id, long index) implements RaftMessage {
        @Override
        public Kind kind() {
            return Kind.READ_INDEX_REPLY;
        }
    }

    /**
     * The sender lost entries that it may have acknowledged. What was heard of it before is void; how far must it get to be
     * whole again?
     *
     * @param id drawn by the sender in this life, never 0; repeated in the answer
     * @param lastIndex newest entry of what is left of its log
     */
    record RepairRequest(NodeId from, NodeId to, long term, long id, long lastIndex) implements RaftMessage {
        @Override
        public Kind kind() {
            return Kind.REPAIR_REQUEST;
        }
    }

    /**
     * The leader counts nothing any more of what it heard from the receiver before its question.
     *
     * @param index committed by then, an entry of the leader's own term included
     */
    record RepairReply(NodeId from, NodeId to, long term, long id, long index) implements RaftMessage {
        @Override
        public Kind kind() {
            return Kind.REPAIR_REPLY;
        }
    }

    /**
     * The leader no longer has the entries this replica lacks: it should fetch the snapshot instead (InstallSnapshot, Raft
     * §7). Repeated with every heartbeat.
     *
     * @param index the snapshot's newest entry, just before the leader's first kept one
     * @param round as in append requests
     */
    record SnapshotOffer(NodeId from, NodeId to, long term, long index, long indexTerm, long round)
            implements RaftMessage {
        @Override
        public Kind kind() {
            return Kind.SNAPSHOT_OFFER;
        }
    }

    /** Asks for the next piece of the snapshot at {@code index}; not seen by the core. */
    record SnapshotFetch(NodeId from, NodeId to, long term, long index, long offset) implements RaftMessage {
        @Override
        public Kind kind() {
            return Kind.SNAPSHOT_FETCH;
        }
    }

    /**
     * A piece of the snapshot at {@code index}; its bytes travel beside the message. Not seen by the core.
     *
     * @param totalBytes the whole snapshot's length, 0 if the sender has no such snapshot (any more)
     * @param checksum of the whole snapshot
     */
    record SnapshotChunk(NodeId from, NodeId to, long term, long index, long offset, long totalBytes, long checksum)
            implements RaftMessage {
        @Override
        public Kind kind() {
            return Kind.SNAPSHOT_CHUNK;
        }
    }

    /**
     * Asks a peer, whoever leads, for the committed entries from {@code index} on: the sender's own are damaged. Not seen by
     * the core.
     */
    record EntryFetch(NodeId from, NodeId to, long term, long index) implements RaftMessage {
        @Override
        public Kind kind() {
            return Kind.ENTRY_FETCH;
        }
    }

    /**
     * Entries from {@code index} on, whose bytes travel beside the message; no bytes: the sender cannot help. Not seen by the
     * core.
     */
    record EntryChunk(NodeId from, NodeId to, long term, long index) implements RaftMessage {
        @Override
        public Kind kind() {
            return Kind.ENTRY_CHUNK;
        }
    }
}
