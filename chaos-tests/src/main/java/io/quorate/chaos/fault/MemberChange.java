package io.quorate.chaos.fault;

import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import io.quorate.chaos.cluster.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A node is taken out of the group, gets an empty disk, and joins again under its name. */
record MemberChange(Selector selector, boolean learnerFirst) implements Fault {
    private static final Duration TOLD_MAX = Duration.ofSeconds(30);

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.hasOperator() ? cluster.sabotage().lacking(Sabotage.Means.STORES) : "needs an operator";
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        String victim = selector.select(cluster, random).get(0);
        Verb removal = cluster.administer("member", "remove", "--node", victim);
        return new Removed(cluster, victim, removal, learnerFirst);
    }

    private static final class Removed extends LastingWound {
        private final String node;
        private final Verb removal;
        private final boolean learnerFirst;

        Removed(Cluster cluster, String node, Verb removal, boolean learnerFirst) {
            super(cluster, List.of(node));
            this.node = node;
            this.removal = removal;
            this.learnerFirst = learnerFirst;
        }

        @Override
        public Duration biteMax() {
            return TOLD_MAX;
        }

        @Override
        public Optional<String> bite() {
            boolean out = removal.succeeded()
                    && cluster.status(node).filter(NodeStatus::isOutside).isPresent();
            return out ? Optional.of(removal.output() + "; it knows") : Optional.empty();
        }

        @Override
        public void heal() {
            if (!removal.succeeded()) {
                breach(removal.toString());
                return;
            }
            Comeback.wipe(cluster, node);
            cluster.start(node);
            if (learnerFirst) {
                Comeback.addLearner(cluster, node).ifPresent(this::breach);
                Comeback.promote(cluster, node).ifPresent(this::breach);
            } else {
                Comeback.add(cluster, node).ifPresent(this::breach);
            }
        }
    }
}
