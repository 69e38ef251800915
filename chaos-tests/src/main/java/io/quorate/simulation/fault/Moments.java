package io.quorate.simulation.fault;

import io.quorate.raft.RaftMessage;
import io.quorate.raft.Role;
import io.quorate.raft.runtime.ReplicaWorld.FlushJob;
import io.quorate.simulation.world.GroupObserver;
import io.quorate.simulation.world.SimulatedNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/** Notices the moments at which a crash breaks promises, if anything does. */
final class Moments implements GroupObserver {
    /** What a node does at that moment. */
    enum Moment {
        FLUSH_BEGINS,
        VOTE_LEAVES,
        ACK_LEAVES,
        ENTRIES_LEAVE,
        COMMIT_ADVANCES,
        LEADERSHIP_BEGINS,
        TRUNCATION,
        GROUP_CHANGES
    }

    /** Faults that wait for their moment; more are not needed to be everywhere. */
    private static final int WAITING_MAX = 8;

    private record Waiting(BiPredicate<Moment, SimulatedNode> matches, Consumer<SimulatedNode> action) {}

    private final List<Waiting> waiting = new ArrayList<>();
    private final long[] committed = new long[16]; // by node
    private final boolean[] led = new boolean[16];
    private final long[] configuration = new long[16];

    void once(BiPredicate<Moment, SimulatedNode> matches, Consumer<SimulatedNode> action) {
        if (waiting.size() < WAITING_MAX) {
            waiting.add(new Waiting(matches, action));
        }
    }

    void clear() {
        waiting.clear();
    }

    private void happens(Moment moment, SimulatedNode node) {
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
            Waiting one = each.next();
            if (one.matches().test(moment, node)) {
                each.remove();
                one.action().accept(node);
            }
        }
    }

    @Override
    public void sends(SimulatedNode node, RaftMessage message) {
        if (waiting.isEmpty()) {
            return;
        }
        if (message instanceof RaftMessage.VoteReply reply && reply.granted()) {
            happens(Moment.VOTE_LEAVES, node);
        } else if (message instanceof RaftMessage.AppendReply reply && reply.accepted()) {
            happens(Moment.ACK_LEAVES, node);
        } else if (message instanceof RaftMessage.AppendRequest request
                && !request.entries().isEmpty()) {
            happens(Moment.ENTRIES_LEAVE, node);
        }
    }

    @Override
    public void flushes(SimulatedNode node, FlushJob job) {
        happens(Moment.FLUSH_BEGINS, node);
    }

    @Override
    public void truncates(SimulatedNode node, long fromIndex) {
        happens(Moment.TRUNCATION, node);
    }

    @Override
    public void started(SimulatedNode node) {
        committed[node.number()] = 0;
        led[node.number()] = false;
    }

    @Override
    public void stepped(SimulatedNode node) {
        if (waiting.isEmpty()) {
            return;
        }
        long now = node.view().committedIndex();
        if (now > committed[node.number()]) {
            committed[node.number()] = now;
            happens(Moment.COMMIT_ADVANCES, node);
        }
        boolean leads = node.view().role() == Role.LEADER;
        if (leads && !led[node.number()]) {
            happens(Moment.LEADERSHIP_BEGINS, node);
        }
        led[node.number()] = leads;
        long newest = node.view().membership().index();
        if (newest > configuration[node.number()]) {
            happens(Moment.GROUP_CHANGES, node);
        }
        configuration[node.number()] = newest;
    }
}
