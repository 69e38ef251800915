package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;

/** S3: the power goes at all nodes under load, some times in a row. */
final class PowerAgainAndAgain extends Directed {
    private static final int ROUNDS = 5;
    private static final int ENTRIES = 50;

    @Override
    public String lackingIn(Cluster cluster) {
        return lacking(cluster, true, false);
    }

    @Override
    public String explainedErrors() {
        return "."; // disks without power
    }

    @Override
    String play(Stage stage) {
        for (int i = 0; i < ROUNDS; i++) {
            stage.progress(ENTRIES, stage.cluster.nodes());
            Polling.sleep(stage.random.nextDouble());
            stage.cutPower(stage.cluster.nodes());
            stage.cluster.nodes().forEach(stage.cluster::start);
            stage.leader();
        }
        stage.whole();
        return ROUNDS + " power cuts of all nodes, unflushed writes lost at each";
    }
}
