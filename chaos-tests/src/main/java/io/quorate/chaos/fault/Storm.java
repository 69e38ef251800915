package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** kill -9 of one node after the other, each started again before the next, whether it is whole by then or not. */
record Storm() implements Fault {
    private static final int KILLS = 8;

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        List<String> nodes = cluster.nodes();
        int killed = 0;
        for (int i = 0; i < KILLS; i++) {
            String victim = nodes.get(random.nextInt(nodes.size()));
            cluster.kill9(victim);
            boolean gone =
                    cluster.isFrozenOrGone(victim) && cluster.status(victim).isEmpty();
            if (!gone) {
                break;
            }
            killed++;
            cluster.start(victim);
            Polling.sleep(2 + 3 * random.nextDouble());
        }
        return new Raged(cluster, killed);
    }

    private static final class Raged extends LastingWound {
        private final int killed;

        Raged(Cluster cluster, int killed) {
            super(cluster, cluster.nodes());
            this.killed = killed;
        }

        @Override
        public Optional<String> bite() {
            return killed == KILLS
                    ? Optional.of(killed + " kills, no process and no answer each time")
                    : Optional.empty();
        }

        @Override
        public void heal() {
            // All have been started.
        }
    }
}
