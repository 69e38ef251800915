package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Hosts;
import io.quorate.chaos.cluster.LinkRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Again and again hundreds of clients come at once, and are gone at once; and where the network can be told so, each time all
 * connections of the workloads' own clients are reset, so that they all come back at once.
 */
record ClientStorm() implements Fault {
    private static final int ROUNDS = 10;
    private static final int CROWD = 150; // at each node
    private static final double RESETS_SECONDS = 0.3;
    private static final double BETWEEN_SECONDS = 0.5;
    /** A node's queue of connections may be full for a moment. */
    private static final double CONNECTED_SHARE_MIN = 0.9;

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        int connected = 0;
        long resets = 0;
        for (int i = 0; i < ROUNDS; i++) {
            for (String node : cluster.nodes()) {
                connected += cluster.crowd(node, CROWD);
            }
            if (cluster.hasNetwork()) {
                resets += reset(cluster);
            }
            Polling.sleep(BETWEEN_SECONDS);
        }
        return new Raged(cluster, connected, resets);
    }

    /** Whatever passes between clients and nodes, for a moment. */
    private static long reset(Cluster cluster) {
        List<LinkRule> rules = new ArrayList<>();
        for (String node : cluster.nodes()) {
            rules.add(LinkRule.reset(Hosts.CLIENTS, node));
            rules.add(LinkRule.reset(node, Hosts.CLIENTS));
        }
        cluster.disturb(rules);
        Polling.sleep(RESETS_SECONDS);
        long packets =
                cluster.disturbedPackets().stream().mapToLong(Long::longValue).sum();
        cluster.disturb(List.of());
        return packets;
    }

    static boolean raged(int connected, int wanted, long resets, boolean network) {
        return connected >= wanted * CONNECTED_SHARE_MIN && (resets > 0 || !network);
    }

    private static final class Raged extends LastingWound {
        private final int connected;
        private final long resets;

        Raged(Cluster cluster, int connected, long resets) {
            super(cluster, cluster.nodes());
            this.connected = connected;
            this.resets = resets;
        }

        @Override
        public Optional<String> bite() {
            int wanted = ROUNDS * CROWD * cluster.nodes().size();
            return raged(connected, wanted, resets, cluster.hasNetwork())
                    ? Optional.of(connected + " connections in " + ROUNDS + " rounds; of the workloads' clients "
                            + resets + " packets answered with a reset")
                    : Optional.empty();
        }

        @Override
        public void heal() {
            // They are gone.
        }
    }
}
