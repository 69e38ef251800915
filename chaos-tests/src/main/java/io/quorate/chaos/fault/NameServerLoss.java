package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Hosts;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The only NameServer is killed, with all it knew: it keeps nothing on disk that it needs. */
record NameServerLoss() implements Fault {
    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.hasOperator() ? "" : "needs a NameServer that can be killed";
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        cluster.killNameServer();
        return new Lost(cluster);
    }

    private static final class Lost extends LastingWound {
        Lost(Cluster cluster) {
            super(cluster, List.of(Hosts.NAMESRV));
        }

        @Override
        public Optional<String> bite() {
            return cluster.nameServerAnswers() ? Optional.empty() : Optional.of("killed, nobody at its port");
        }

        @Override
        public void heal() {
            cluster.startNameServer();
        }

        /** It knows the group again. */
        @Override
        public Optional<String> healed() {
            boolean known =
                    cluster.nameServerAnswers() && cluster.administer("members").succeeded();
            return known ? recovery.proof().map(proof -> "it knows the group; " + proof) : Optional.empty();
        }
    }
}
