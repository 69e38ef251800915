package io.quorate.chaos.fault;

import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import java.util.List;

/**
 * S2: a flush fails at C, which starts again with what the page cache still shows; more is acknowledged; C loses its power, B is
 * gone. A and C must have it all.
 */
final class FailedFlush extends Directed {
    private static final int ENTRIES = 100;
    private static final int FLUSH_FAILED_EXIT_CODE = 70;

    @Override
    public String lackingIn(Cluster cluster) {
        return lacking(cluster, true, false, Sabotage.Means.SHIMS);
    }

    @Override
    public boolean needsShims() {
        return true;
    }

    @Override
    public String explainedErrors() {
        return "."; // a disk that fails, then one without power
    }

    @Override
    String play(Stage stage) {
        String a = stage.leader();
        String b = stage.others(a).get(0);
        String c = stage.others(a, b).get(0);
        stage.progress(ENTRIES, stage.cluster.nodes());
        stage.setCalls(c, "fsync .log err 5 1\n");
        long hits = stage.sabotage.callsHit(c).size();
        int code = exit(stage, c, hits);
        stage.cluster.kill9(c);
        stage.sabotage.setCalls(c, "");
        stage.cluster.start(c);
        stage.whole();
        stage.progress(ENTRIES, stage.cluster.nodes());
        stage.cutPower(List.of(c));
        a = stage.awaitLeaderAmong(stage.others(c)); // it may have changed hands
        b = stage.others(a, c).get(0);
        long committed = stage.cluster.status(a).map(NodeStatus::committedIndex).orElse(0L);
        stage.cluster.kill9(b);
        stage.cluster.start(c);
        String leader = stage.awaitLeaderAmong(List.of(a, c));
        stage.progress(1, List.of(a, c));
        return c + " ended with " + code + " at a failed flush, came back, lost its power; " + leader
                + " leads past index " + committed;
    }

    /** A mutant may go on. */
    private static int exit(Stage stage, String node, long hits) {
        try {
            int code = stage.awaitExit(node);
            stage.expect(code == FLUSH_FAILED_EXIT_CODE, node + " ended with " + code + " at a failed flush");
            return code;
        } catch (AssertionError goesOn) {
            stage.expect(
                    stage.sabotage.callsHit(node).size() == hits,
                    node + " goes on although a flush of its log had failed");
            return -1;
        }
    }
}
