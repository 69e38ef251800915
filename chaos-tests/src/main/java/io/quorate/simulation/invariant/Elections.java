package io.quorate.simulation.invariant;

import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.Role;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.GroupObserver;
import io.quorate.simulation.world.SimulatedGroup;
import io.quorate.simulation.world.SimulatedNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Nobody votes for a candidate whose log is behind its own (Raft §5.4.1), and nobody who hears its leader would elect another
 * one (Raft dissertation §4.2.3).
 */
public final class Elections implements GroupObserver {
    private record Asked(NodeId candidate, long term) {}

    private record LogEnd(long index, long term) {
        boolean isBehind(LogEnd other) {
            return term < other.term || (term == other.term && index < other.index);
        }
    }

    private final Map<Asked, LogEnd> candidates = new HashMap<>();
    private final int electionTicks;
    private final long[] heardTick; // by node, of its own clock: its leader spoke last; -1: not since it was in doubt
    private final long[] heardTerm; // by node: newest term in which some leader spoke to it
    private final Map<Integer, Map<Asked, Boolean>> askedWhileLed = new HashMap<>(); // by node: whether always

    public Elections(SimulatedGroup group) {
        electionTicks = group.options().electionTicks();
        heardTick = new long[group.nodes().size()];
        heardTerm = new long[heardTick.length];
    }

    @Override
    public void started(SimulatedNode node) {
        heardTick[node.number()] = -1;
        heardTerm[node.number()] = 0;
        askedWhileLed.remove(node.number());
    }

    @Override
    public void loses(SimulatedNode node, SimulatedNode peer) {
        heardTick[node.number()] = -1;
    }

    @Override
    public void receives(SimulatedNode node, RaftMessage message) {
        if (message instanceof RaftMessage.AppendRequest || message instanceof RaftMessage.SnapshotOffer) {
            heardTerm[node.number()] = Math.max(heardTerm[node.number()], message.term());
            ReplicaView view = node.view();
            boolean fromLeader = message.term() == view.term() && view.leader().equals(Optional.of(message.from()));
            if (fromLeader) {
                heardTick[node.number()] = node.tickCount();
            }
        } else if (message instanceof RaftMessage.PreVoteRequest) {
            askedWhileLed
                    .computeIfAbsent(node.number(), absent -> new HashMap<>())
                    .merge(new Asked(message.from(), message.term()), isLed(node), Boolean::logicalAnd);
        }
    }

    private boolean isLed(SimulatedNode node) {
        long heard = heardTick[node.number()];
        ReplicaView view = node.view();
        return heard >= 0
                && view.role() == Role.FOLLOWER
                && view.leader().isPresent()
                && node.tickCount() - heard < electionTicks;
    }

    @Override
    public void sends(SimulatedNode node, RaftMessage message) {
        if (message instanceof RaftMessage.VoteRequest request) {
            candidates.put(
                    new Asked(request.from(), request.term()), new LogEnd(request.lastIndex(), request.lastTerm()));
        } else if (message instanceof RaftMessage.VoteReply reply && reply.granted()) {
            checkVote(node, reply);
        } else if (message instanceof RaftMessage.PreVoteReply reply && reply.granted()) {
            checkPreVote(node, reply);
        }
    }

    /** Its log is what it was when it voted unless a leader of that term, or of a later one, has spoken to it since. */
    private void checkVote(SimulatedNode node, RaftMessage.VoteReply reply) {
        LogEnd candidate = candidates.get(new Asked(reply.to(), reply.term()));
        LogEnd own = new LogEnd(node.log().lastIndex(), node.log().lastTerm());
        boolean unchanged = node.view().term() == reply.term() && heardTerm[node.number()] < reply.term();
        if (unchanged && candidate != null && candidate.isBehind(own)) {
            throw new CheckFailure(
                    "votes for complete logs",
                    node + ", whose log ends in " + own + ", votes in term " + reply.term() + " for " + reply.to()
                            + ", whose log ends in " + candidate);
        }
    }

    private void checkPreVote(SimulatedNode node, RaftMessage.PreVoteReply reply) {
        boolean whileLed = askedWhileLed
                .getOrDefault(node.number(), Map.of())
                .getOrDefault(new Asked(reply.to(), reply.term()), false);
        if (whileLed) {
            throw new CheckFailure(
                    "nobody elects while led",
                    node + " hears its leader, and would elect " + reply.to() + " in term " + reply.term());
        }
    }
}
