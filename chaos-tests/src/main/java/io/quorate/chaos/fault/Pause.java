package io.quorate.chaos.fault;

import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Cluster;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** SIGSTOP. A leader wakes up only after the others have elected a new one, and believes for a moment that it still leads. */
record Pause(Selector selector) implements Fault {
    @Override
    public Wound inflict(Cluster cluster, Random random) {
        List<String> victims = selector.select(cluster, random);
        victims.forEach(cluster::pause);
        return new Paused(cluster, victims, selector, new Recovery(cluster));
    }

    private record Paused(Cluster cluster, List<String> victims, Selector selector, Recovery recovery)
            implements Wound {
        @Override
        public boolean leavesNoMajority() {
            return selector.leavesNoMajority();
        }

        @Override
        public Optional<String> bite() {
            boolean frozen = victims.stream()
                    .allMatch(node ->
                            cluster.isFrozenOrGone(node) && cluster.status(node).isEmpty());
            if (!frozen || selector != Selector.LEADER) {
                return frozen ? Optional.of("stopped, no answer") : Optional.empty();
            }
            return cluster.leaderAmong(others())
                    .map(leader -> "stopped, no answer; " + leader.node() + " leads in term " + leader.term());
        }

        private List<String> others() {
            return cluster.nodes().stream()
                    .filter(node -> !victims.contains(node))
                    .toList();
        }

        @Override
        public void heal() {
            victims.forEach(cluster::resume);
        }

        @Override
        public Optional<String> healed() {
            boolean awake = victims.stream()
                    .flatMap(node -> cluster.status(node).stream())
                    .map(NodeStatus::node)
                    .toList()
                    .containsAll(victims);
            return awake ? recovery.proof() : Optional.empty();
        }
    }
}
