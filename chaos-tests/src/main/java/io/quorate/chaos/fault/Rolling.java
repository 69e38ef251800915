package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Every node is stopped in order and started again, one after the other, each when the one before is whole.
 *
 * @param upgrade from the previous build to this one
 */
record Rolling(boolean upgrade) implements Fault {
    private static final Duration WHOLE_MAX = Duration.ofMinutes(2);

    @Override
    public String lackingIn(Cluster cluster) {
        if (!cluster.hasOperator()) {
            return "needs processes that can be asked to end";
        }
        return upgrade && !cluster.canUpgrade() ? "needs --previous, a build to come from" : "";
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        Rolled rolled = new Rolled(cluster);
        cluster.nodes().forEach(node -> rolled.restart(node, upgrade));
        return rolled;
    }

    private static final class Rolled extends LastingWound {
        private final List<String> done = new ArrayList<>();

        Rolled(Cluster cluster) {
            super(cluster, cluster.nodes());
        }

        void restart(String node, boolean upgrade) {
            cluster.terminate(node);
            OptionalInt code = Polling.poll(
                            Stop.STOP_MAX,
                            () -> Optional.of(cluster.exitCode(node)).filter(OptionalInt::isPresent))
                    .orElse(OptionalInt.empty());
            if (code.isEmpty()) {
                return;
            }
            if (code.getAsInt() != 0) {
                breach(node + " was asked to end, and ended with " + code.getAsInt());
            }
            cluster.kill9(node);
            if (upgrade) {
                cluster.upgrade(node);
            }
            cluster.start(node);
            Recovery whole = new Recovery(cluster);
            if (Polling.poll(WHOLE_MAX, whole::proof).isPresent()) {
                done.add(node);
            }
        }

        @Override
        public Optional<String> bite() {
            return done.size() == victims().size()
                    ? Optional.of("one after the other ended with 0, came back and caught up: " + done)
                    : Optional.empty();
        }

        @Override
        public void heal() {
            for (String node : victims()) {
                if (cluster.isFrozenOrGone(node)) {
                    restart(node);
                }
            }
        }
    }
}
