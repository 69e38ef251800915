package io.quorate.chaos.fault;

import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import io.quorate.chaos.cluster.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A node is taken out of the group, gets an empty disk, and joins again under its name. */
record MemberChange(Selector selector, boolean learnerFirst) implements Fault {
    private static final Duration TOLD_MAX = Duration.ofSeconds(30);
    private static final int REFUSALS_MAX = 2;
    private static final double BETWEEN_SECONDS = 0.5;

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.hasOperator() ? cluster.sabotage().lacking(Sabotage.Means.STORES) : "needs an operator";
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        String victim = selector.select(cluster, random).get(0);
        List<String> refusals = new ArrayList<>();
        Verb removal = cluster.administer("member", "remove", "--node", victim);
        // A successor may not have heard from all voters yet, and says so; whoever reads that tries again.
        while (!removal.succeeded() && refusals.size() < REFUSALS_MAX) {
            refusals.add(removal.output());
            Polling.sleep(BETWEEN_SECONDS);
            removal = cluster.administer("member", "remove", "--node", victim);
        }
        return new Removed(cluster, victim, removal, refusals, learnerFirst);
    }

    private static final class Removed extends LastingWound {
        private final String node;
        private final Verb removal;
        private final List<String> refusals;
        private final boolean learnerFirst;

        Removed(Cluster cluster, String node, Verb removal, List<String> refusals, boolean learnerFirst) {
            super(cluster, List.of(node));
            this.node = node;
            this.removal = removal;
            this.refusals = refusals;
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
            String first = refusals.isEmpty() ? "" : "refused at first: " + refusals + "; then ";
            return out ? Optional.of(first + removal.output() + "; it knows") : Optional.empty();
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
