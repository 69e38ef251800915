package io.quorate.simulation.check.trace;

import io.quorate.raft.RaftMessage;
import io.quorate.raft.Role;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.runtime.DurableState;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.raft.runtime.ReplicaWorld.FlushJob;
import io.quorate.simulation.check.trace.NodeEvent.Append;
import io.quorate.simulation.check.trace.NodeEvent.Apply;
import io.quorate.simulation.check.trace.NodeEvent.Boot;
import io.quorate.simulation.check.trace.NodeEvent.Commit;
import io.quorate.simulation.check.trace.NodeEvent.Durable;
import io.quorate.simulation.check.trace.NodeEvent.Follower;
import io.quorate.simulation.check.trace.NodeEvent.Leader;
import io.quorate.simulation.check.trace.NodeEvent.Member;
import io.quorate.simulation.check.trace.NodeEvent.SendAck;
import io.quorate.simulation.check.trace.NodeEvent.Truncate;
import io.quorate.simulation.check.trace.NodeEvent.Vote;
import io.quorate.simulation.check.trace.NodeEvent.VotePersisted;
import io.quorate.simulation.world.GroupObserver;
import io.quorate.simulation.world.SimulatedNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells what simulated replicas do as events, by looking at them whenever something can be heard of them. */
final class SimulatedNodeTrace implements GroupObserver {
    private static final long STORAGE_ID = 1; // disks stay with their nodes

    final List<NodeEvent> events = new ArrayList<>();
    private final Map<SimulatedNode, Seen> seen = new HashMap<>();

    /** What the events so far say of a node. */
    private static final class Seen {
        long persistedTerm;
        String persistedVote = "";
        long term;
        boolean leads;
        long last;
        long flushed;
        long commit;
    }

    static Member member(SimulatedNode node) {
        return new Member(node.id().value(), STORAGE_ID);
    }

    @Override
    public void started(SimulatedNode node) {
        ReplicaView view = node.view();
        Seen now = new Seen();
        seen.put(node, now);
        now.persistedTerm = node.storage().forcedState().map(DurableState::term).orElse(0L);
        now.persistedVote = storedVote(node);
        now.term = view.term();
        now.last = view.lastIndex();
        now.flushed = view.flushedIndex();
        now.commit = view.committedIndex();
        events.add(new Boot(
                node.id().value(),
                STORAGE_ID,
                now.persistedTerm,
                now.persistedVote,
                now.last,
                now.flushed,
                now.commit,
                view.appliedIndex()));
    }

    private static String storedVote(SimulatedNode node) {
        return node.storage()
                .forcedState()
                .flatMap(DurableState::votedFor)
                .map(Object::toString)
                .orElse("");
    }

    @Override
    public void sends(SimulatedNode node, RaftMessage message) {
        look(node);
        String name = node.id().value();
        if (message instanceof RaftMessage.VoteReply reply && reply.granted()) {
            events.add(new Vote(name, reply.term(), reply.to().toString()));
        } else if (message instanceof RaftMessage.VoteRequest request) {
            events.add(new Vote(name, request.term(), node.id().toString()));
        } else if (message instanceof RaftMessage.AppendReply reply
                && reply.accepted()
                && reply.term() == node.view().term()) {
            events.add(new SendAck(name, reply.term(), reply.to().toString(), reply.flushedIndex()));
        }
    }

    @Override
    public void truncates(SimulatedNode node, long fromIndex) {
        // No look at the rest: the core already counts on the entries that take the place of those that go.
        Seen now = seen.get(node);
        lookAtEndOfLeadership(node, now);
        now.last = fromIndex - 1;
        now.flushed = Math.min(now.flushed, now.last);
        events.add(new Truncate(node.id().value(), fromIndex));
    }

    @Override
    public void applied(SimulatedNode node, EntryMeta meta, ByteBuffer entry, long stateHash) {
        look(node);
        events.add(new Apply(node.id().value(), meta.index(), stateHash));
    }

    @Override
    public void flushes(SimulatedNode node, FlushJob job) {
        look(node);
    }

    @Override
    public void stepped(SimulatedNode node) {
        look(node);
    }

    private void lookAtEndOfLeadership(SimulatedNode node, Seen now) {
        ReplicaView view = node.view();
        if (now.leads && (view.role() != Role.LEADER || view.term() != now.term)) {
            events.add(new Follower(node.id().value(), view.term()));
            now.leads = false;
        }
    }

    private void look(SimulatedNode node) {
        Seen now = seen.get(node);
        ReplicaView view = node.view();
        String name = node.id().value();
        Optional<DurableState> stored = node.storage().forcedState();
        long storedTerm = stored.map(DurableState::term).orElse(0L);
        if (storedTerm != now.persistedTerm || !storedVote(node).equals(now.persistedVote)) {
            now.persistedTerm = storedTerm;
            now.persistedVote = storedVote(node);
            events.add(new VotePersisted(name, storedTerm, now.persistedVote));
        }
        lookAtEndOfLeadership(node, now);
        while (now.last < node.log().lastIndex()) {
            now.last++;
            EntryMeta meta = node.log().entryAt(now.last);
            events.add(new Append(
                    name, now.last, meta.term(), node.log().read(now.last).hashCode()));
        }
        if (view.role() == Role.LEADER && !now.leads) {
            events.add(new Leader(name, view.term()));
            now.leads = true;
        }
        now.term = view.term();
        if (view.flushedIndex() > now.flushed) {
            now.flushed = view.flushedIndex();
            events.add(new Durable(name, now.flushed));
        }
        if (view.committedIndex() != now.commit) {
            now.commit = view.committedIndex();
            events.add(new Commit(name, now.commit));
        }
    }
}
