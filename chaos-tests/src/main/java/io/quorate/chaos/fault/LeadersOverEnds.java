package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;

/**
 * S18: the leader of the time when transactions began is gone when their ends come, half a minute later, as the workload
 * late-ends sends them; and once more, by a transfer.
 */
final class LeadersOverEnds extends Directed {
    private static final double BEGUN_SECONDS = 10;
    /** Ends come of what began before. */
    private static final double ENDED_SECONDS = 30;

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.hasOperator() ? "" : "needs an operator";
    }

    @Override
    String play(Stage stage) {
        Polling.sleep(BEGUN_SECONDS);
        String first = stage.leader();
        stage.cluster.kill9(first);
        String second = stage.awaitLeaderAmong(stage.others(first));
        stage.cluster.start(first);
        stage.whole();
        Polling.sleep(ENDED_SECONDS);
        String third = stage.others(first, second).get(0);
        stage.lead(third);
        Polling.sleep(ENDED_SECONDS);
        return first + " led and was killed, " + second + " led, then " + third + " by transfer";
    }
}
