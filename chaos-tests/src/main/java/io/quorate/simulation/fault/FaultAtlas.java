package io.quorate.simulation.fault;

import io.quorate.simulation.world.SimulatedGroup;
import io.quorate.simulation.world.SimulatedNode;
import java.util.HashSet;
import java.util.Set;

/** Whose disks were damaged: never so many that the group could not be expected to survive. */
final class FaultAtlas {
    private final SimulatedGroup group;
    private final Set<Integer> damaged = new HashSet<>(); // by node number; only asked, never walked through

    FaultAtlas(SimulatedGroup group) {
        this.group = group;
    }

    boolean isDamaged(SimulatedNode node) {
        return damaged.contains(node.number()) && !node.hasRepaired();
    }

    /** Takes the node's disk into the quota of damage, if a majority without any remains. */
    boolean mayDamage(SimulatedNode node) {
        damaged.removeIf(
                number -> group.nodes().stream().anyMatch(each -> each.number() == number && each.hasRepaired()));
        if (damaged.contains(node.number())) {
            return true;
        }
        boolean allowed = group.nodes().size() - damaged.size() > group.majority();
        if (allowed) {
            damaged.add(node.number());
        }
        return allowed;
    }
}
