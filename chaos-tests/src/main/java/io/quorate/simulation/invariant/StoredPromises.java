package io.quorate.simulation.invariant;

import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.runtime.DurableState;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.GroupObserver;
import io.quorate.simulation.world.SimulatedNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Term and vote are on disk before anybody hears of them (Raft §5.1, §5.2), a node votes once a term in all its lives, and
 * what it finds when it starts again is not older than what it told.
 */
public final class StoredPromises implements GroupObserver {
    private static final String NAME = "stored promises";

    private final Map<NodeId, Long> toldTerms = new HashMap<>();
    private final Map<NodeId, Map<Long, NodeId>> toldVotes = new HashMap<>();

    @Override
    public void sends(SimulatedNode node, RaftMessage message) {
        if (isAboutAnotherTerm(message) || isNoPromise(message)) {
            return;
        }
        Optional<DurableState> stored = node.storage().forcedState();
        long storedTerm = stored.map(DurableState::term).orElse(0L);
        if (storedTerm < message.term()) {
            throw new CheckFailure(
                    NAME,
                    node + " tells of term " + message.term() + ", but a power loss would leave it in term "
                            + storedTerm + ": " + message);
        }
        toldTerms.merge(node.id(), message.term(), Math::max);
        voteIn(message).ifPresent(candidate -> checkVote(node, message.term(), candidate, stored.orElseThrow()));
    }

    /** Pre-votes speak of an election that is not yet one. */
    private static boolean isAboutAnotherTerm(RaftMessage message) {
        return message instanceof RaftMessage.PreVoteRequest
                || (message instanceof RaftMessage.PreVoteReply reply && reply.granted());
    }

    /** Pieces of a snapshot and entries for repair are asked for and given; nobody counts who did. */
    private static boolean isNoPromise(RaftMessage message) {
        return switch (message.kind()) {
            case SNAPSHOT_FETCH, SNAPSHOT_CHUNK, ENTRY_FETCH, ENTRY_CHUNK -> true;
            default -> false;
        };
    }

    /** For whom the sender has voted, if the message says so: candidates and leaders voted for themselves. */
    private static Optional<NodeId> voteIn(RaftMessage message) {
        if (message instanceof RaftMessage.VoteReply reply) {
            return reply.granted() ? Optional.of(reply.to()) : Optional.empty();
        }
        boolean own = message instanceof RaftMessage.VoteRequest || message instanceof RaftMessage.AppendRequest;
        return own ? Optional.of(message.from()) : Optional.empty();
    }

    private void checkVote(SimulatedNode node, long term, NodeId candidate, DurableState stored) {
        Map<Long, NodeId> votes = toldVotes.computeIfAbsent(node.id(), absent -> new HashMap<>());
        NodeId before = votes.putIfAbsent(term, candidate);
        if (before != null && !before.equals(candidate)) {
            throw new CheckFailure(
                    "one vote a term", node + " votes for " + candidate + " in term " + term + " after " + before);
        }
        if (stored.term() == term && !stored.votedFor().equals(Optional.of(candidate))) {
            throw new CheckFailure(
                    NAME,
                    node + " tells of its vote for " + candidate + " in term " + term
                            + ", but a power loss would leave the vote "
                            + stored.votedFor().map(NodeId::value).orElse("of nobody"));
        }
    }

    @Override
    public void wiped(SimulatedNode node) {
        toldTerms.remove(node.id());
        toldVotes.remove(node.id());
    }

    @Override
    public void started(SimulatedNode node) {
        long told = toldTerms.getOrDefault(node.id(), 0L);
        long term = node.view().term();
        if (term < told) {
            throw new CheckFailure(NAME, node + " starts in term " + term + ", but had told of term " + told);
        }
        NodeId vote = toldVotes.getOrDefault(node.id(), Map.of()).get(term);
        Optional<NodeId> remembered = node.storage().forcedState().flatMap(DurableState::votedFor);
        if (vote != null && !remembered.equals(Optional.of(vote))) {
            throw new CheckFailure(
                    NAME, node + " voted for " + vote + " in term " + term + " and remembers " + remembered);
        }
    }
}
