package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.LinkRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A node is cut off, dies and starts again behind the cut: when the cut is gone, the others and the clients still have connections
 * to a process that is no more, and the new one has never heard of them.
 */
record HalfOpen() implements Fault {
    private static final double CUT_SECONDS = 20;

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.hasNetwork() ? "" : "needs a network that can be cut (back ends netns and containers)";
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        String victim = Selector.ANY.select(cluster, random).get(0);
        List<LinkRule> rules = Partition.Shape.alone(victim, new ArrayList<>(cluster.nodes()));
        cluster.disturb(rules);
        cluster.kill9(victim);
        boolean gone = cluster.isFrozenOrGone(victim);
        if (gone) {
            cluster.start(victim);
        }
        return new Cut(cluster, victim, gone, new Partition.Cut(cluster, rules));
    }

    private static final class Cut extends LastingWound {
        private final Wound cut;
        private final boolean gone;
        private final long beginNanos = System.nanoTime();

        Cut(Cluster cluster, String victim, boolean gone, Wound cut) {
            super(cluster, List.of(victim));
            this.gone = gone;
            this.cut = cut;
        }

        @Override
        public Duration biteMax() {
            return BITE_MAX.plusSeconds((long) CUT_SECONDS);
        }

        @Override
        public Optional<String> bite() {
            boolean longEnough = System.nanoTime() - beginNanos >= CUT_SECONDS * 1e9;
            return gone && longEnough
                    ? cut.bite()
                            .map(proof -> "killed and started behind a cut of " + (int) CUT_SECONDS + " s; " + proof)
                    : Optional.empty();
        }

        @Override
        public void heal() {
            cut.heal();
        }
    }
}
