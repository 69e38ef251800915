package io.quorate.simulation.fault;

import io.quorate.simulation.world.Chance;
import io.quorate.simulation.world.LinkRule;
import io.quorate.simulation.world.SimulatedGroup;
import io.quorate.simulation.world.SimulatedNode;
import java.util.List;
import java.util.Optional;

/** What a fault has to work with while it happens. */
final class Injection {
    private final PlannedFault planned;
    private final SimulatedGroup group;
    private final FaultAtlas atlas;
    private final FaultTally tally;
    private final Moments moments;
    private final Chance chance;
    private boolean bit;

    Injection(PlannedFault planned, SimulatedGroup group, FaultAtlas atlas, FaultTally tally, Moments moments) {
        this.planned = planned;
        this.group = group;
        this.atlas = atlas;
        this.tally = tally;
        this.moments = moments;
        this.chance = new Chance(planned.seed());
    }

    SimulatedGroup group() {
        return group;
    }

    FaultAtlas atlas() {
        return atlas;
    }

    Moments moments() {
        return moments;
    }

    Chance chance() {
        return chance;
    }

    /** It is there. */
    void injected(String who) {
        tally.injected(planned.kind());
        group.trace().note("!", planned.kind().description() + " " + who, 0, 0);
    }

    /** It had an effect; told as often as it has one, counted once. */
    void bites() {
        if (!bit) {
            bit = true;
            tally.bit(planned.kind());
        }
    }

    /** What the others send to the node meets the rule. */
    void cutOffFromOthers(SimulatedNode node, LinkRule rule) {
        for (SimulatedNode other : group.nodes()) {
            if (other != node) {
                group.network().add(other.number(), node.number(), rule);
            }
        }
    }

    void atTheEnd(Runnable healing) {
        group.timeline().after(planned.durationMicros(), healing);
    }

    /** Before the end; never once the group is being healed. */
    void inTheMiddle(Runnable more) {
        group.timeline().after(planned.durationMicros() / 3, () -> {
            if (!atlas.isClosed()) {
                more.run();
            }
        });
    }

    /** A moment from now. */
    void soon(Runnable healing) {
        group.timeline().after(1 + chance.exponential(planned.durationMicros() / 4), healing);
    }

    Optional<SimulatedNode> leader() {
        return group.leader();
    }

    /** The leader as often as not, if there is one; else any node that is up. */
    Optional<SimulatedNode> someNode() {
        Optional<SimulatedNode> leader = leader();
        return leader.isPresent() && chance.coin() ? leader : anyNode();
    }

    Optional<SimulatedNode> anyNode() {
        List<SimulatedNode> up =
                group.nodes().stream().filter(SimulatedNode::isUp).toList();
        return up.isEmpty() ? Optional.empty() : Optional.of(chance.pick(up));
    }
}
