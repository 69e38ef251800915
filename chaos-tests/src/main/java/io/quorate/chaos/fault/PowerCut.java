package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The victims' disks and processes end in one moment, and what was not flushed is gone: this tells whether what was
 * acknowledged was on disk. The disks come back at once, the processes when it is healed.
 *
 * @param torn a random part of the latest unflushed writes reaches the disks
 */
record PowerCut(Selector selector, boolean torn) implements Fault {
    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.canLosePower() ? "" : "needs disks that can lose power (root, loop devices)";
    }

    /** A disk without power gives errors for as long as the process lives. */
    @Override
    public String explainedErrors() {
        return ".";
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        List<String> victims = selector.select(cluster, random);
        cluster.cutPower(victims, torn);
        List<String> lost = new ArrayList<>();
        for (String node : victims) {
            if (cluster.restorePower(node)) {
                lost.add(node);
            }
        }
        return new Powerless(
                new Kill.Killed(
                        cluster, victims, selector.leavesNoMajority(), "power cut, unflushed writes lost at " + lost),
                lost.size() == victims.size());
    }

    private record Powerless(Kill.Killed killed, boolean allLost) implements Wound {
        @Override
        public List<String> victims() {
            return killed.victims();
        }

        @Override
        public boolean leavesNoMajority() {
            return killed.leavesNoMajority();
        }

        @Override
        public Optional<String> bite() {
            return allLost ? killed.bite() : Optional.empty();
        }

        @Override
        public void heal() {
            killed.heal();
        }

        @Override
        public Optional<String> healed() {
            return killed.healed();
        }
    }
}
