package io.quorate.raft;

import io.quorate.raft.log.EntryMeta;
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
        TIMEOUT_NOW(7);

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
     */
    record AppendRequest(
            NodeId from,
            NodeId to,
            long term,
            long prevIndex,
            long prevTerm,
            List<EntryMeta> entries,
            long committedIndex)
            implements RaftMessage {
        public AppendRequest {
            entries = List.copyOf(entries);
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
     */
    record AppendReply(
            NodeId from, NodeId to, long term, boolean accepted, long matchedIndex, long flushedIndex, long hintTerm)
            implements RaftMessage {
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
}
