package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Clients;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Hosts;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** kill -9 of the official client in the midst of its sends: nobody ever hears what became of them. */
record ClientKill() implements Fault {
    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.clients().canDie() ? "" : "needs the workload official";
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        Clients clients = cluster.clients();
        return new Killed(cluster, clients, clients.killInMidSend());
    }

    private static final class Killed extends LastingWound {
        private final Clients clients;
        private final int open;

        Killed(Cluster cluster, Clients clients, int open) {
            super(cluster, List.of(Hosts.CLIENTS));
            this.clients = clients;
            this.open = open;
        }

        @Override
        public Optional<String> bite() {
            return open > 0 ? Optional.of("killed while it waited for answers: " + open) : Optional.empty();
        }

        @Override
        public void heal() {
            // Another has been started.
        }

        @Override
        public Optional<String> healed() {
            return clients.isBack() ? recovery.proof().map(proof -> "another works; " + proof) : Optional.empty();
        }
    }
}
