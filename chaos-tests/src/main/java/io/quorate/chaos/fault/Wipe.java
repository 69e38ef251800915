package io.quorate.chaos.fault;

import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A node's disk is emptied, and it starts again under its old name: it must find itself outside until it is taken back. */
record Wipe(Selector selector) implements Fault {
    private static final Duration START_MAX = Duration.ofSeconds(60);

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.hasOperator() ? cluster.sabotage().lacking(Sabotage.Means.STORES) : "needs an operator";
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        String victim = selector.select(cluster, random).get(0);
        boolean wiped = Comeback.wipe(cluster, victim);
        cluster.start(victim);
        return new Wiped(cluster, victim, wiped);
    }

    private static final class Wiped extends LastingWound {
        private final String node;
        private final boolean wiped;

        Wiped(Cluster cluster, String node, boolean wiped) {
            super(cluster, List.of(node));
            this.node = node;
            this.wiped = wiped;
        }

        @Override
        public Duration biteMax() {
            return START_MAX;
        }

        @Override
        public Optional<String> bite() {
            return cluster.status(node)
                    .filter(status -> wiped)
                    .filter(status -> status.outside().contains("does not vote"))
                    .map(status -> "emptied; it says: " + status.outside());
        }

        @Override
        public void heal() {
            if (wiped) {
                if (cluster.status(node).filter(NodeStatus::isOutside).isEmpty()) {
                    breach(node + " lost its disk and takes part, though nobody took it back");
                }
                Comeback.replace(cluster, node).ifPresent(this::breach);
            }
        }
    }
}
