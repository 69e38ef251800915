package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import java.util.List;

/** S1: A is paused while B leads and C confirms; then C loses its power, B is paused, and A and C must know it all. */
final class PauseCutResume extends Directed {
    private static final int ENTRIES = 200;

    @Override
    public String lackingIn(Cluster cluster) {
        return lacking(cluster, true, false);
    }

    @Override
    public String explainedErrors() {
        return "."; // a disk without power
    }

    @Override
    String play(Stage stage) {
        String a = stage.leader();
        stage.pause(a);
        String b = stage.awaitLeaderAmong(stage.others(a));
        String c = stage.others(a, b).get(0);
        stage.progress(ENTRIES, List.of(b, c));
        stage.cutPower(List.of(c));
        stage.pause(b);
        stage.resume(a);
        stage.cluster.start(c);
        String leader = stage.awaitLeaderAmong(List.of(a, c));
        stage.progress(1, List.of(a, c));
        return a + " paused, " + ENTRIES + " entries by " + b + ", power cut at " + c + ", " + b + " paused: " + leader
                + " leads";
    }
}
