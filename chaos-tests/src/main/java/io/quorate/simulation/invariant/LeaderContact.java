package io.quorate.simulation.invariant;

import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.Role;
import io.quorate.raft.membership.Member;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.GroupMembership;
import io.quorate.simulation.world.GroupObserver;
import io.quorate.simulation.world.SimulatedGroup;
import io.quorate.simulation.world.SimulatedNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A leader that hears no majority gives up within two election timeouts of its own clock (Raft dissertation §6.2). */
public final class LeaderContact implements GroupObserver {
    /** Messages are handled a turn later than they are told of here. */
    private static final int SLACK_TICKS = 3;

    private static final class Leadership {
        long term;
        long configurationIndex; // whose majority it is
        long sinceTick;
        long seenTick;
        final Map<NodeId, Long> heardTicks = new HashMap<>(); // only asked, never walked through
    }

    private final long silentTicksMax;
    private final List<Leadership> leaderships;

    public LeaderContact(SimulatedGroup group) {
        silentTicksMax = 2L * group.options().electionTicks() + SLACK_TICKS;
        leaderships = IntStream.range(0, group.nodes().size())
                .mapToObj(number -> new Leadership())
                .toList();
    }

    @Override
    public void started(SimulatedNode node) {
        leaderships.get(node.number()).term = 0;
    }

    @Override
    public void receives(SimulatedNode node, RaftMessage message) {
        leaderships.get(node.number()).heardTicks.put(message.from(), node.tickCount());
    }

    @Override
    public void stepped(SimulatedNode node) {
        Leadership led = leaderships.get(node.number());
        if (led.term != 0 && led.seenTick == node.tickCount()) {
            return;
        }
        led.seenTick = node.tickCount();
        ReplicaView view = node.view();
        if (view.role() != Role.LEADER) {
            led.term = 0;
        } else if (led.term != view.term()
                || led.configurationIndex != view.membership().index()) {
            led.term = view.term();
            led.configurationIndex = view.membership().index();
            led.sinceTick = node.tickCount();
        } else if (node.tickCount() - led.sinceTick > silentTicksMax) {
            checkHeardMajority(node, led, view);
        }
    }

    private void checkHeardMajority(SimulatedNode node, Leadership led, ReplicaView view) {
        long heardSince = node.tickCount() - silentTicksMax;
        boolean heard = GroupMembership.hasMajority(
                view.membership().membership(),
                voter -> isItself(node, voter) || led.heardTicks.getOrDefault(voter.node(), 0L) >= heardSince);
        if (!heard) {
            throw new CheckFailure(
                    "check quorum",
                    node + " still leads in term " + view.term() + ", and has heard no majority of " + view.membership()
                            + " for " + silentTicksMax + " ticks");
        }
    }

    private static boolean isItself(SimulatedNode node, Member voter) {
        return voter.node().equals(node.id());
    }
}
