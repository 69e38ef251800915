package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import java.util.List;
import java.util.Random;

/** Which node a client asks: mostly the one that answered well before, now and then any. Used by one thread. */
final class NodeChoice {
    private static final int WANDER_PERCENT = 15;

    private final Cluster cluster;
    private final Random random;
    private int sticky;
    private int chosen;

    NodeChoice(Cluster cluster, Random random) {
        this.cluster = cluster;
        this.random = random;
        this.sticky = random.nextInt(cluster.nodes().size());
    }

    String next() {
        List<String> nodes = cluster.nodes();
        chosen = random.nextInt(100) < WANDER_PERCENT ? random.nextInt(nodes.size()) : sticky;
        return nodes.get(chosen);
    }

    /** The node chosen last did not serve. */
    void failed() {
        if (chosen == sticky) {
            sticky = (sticky + 1) % cluster.nodes().size();
        }
    }
}
