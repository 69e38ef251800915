package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;

/** S20: leadership moves every second, a hundred times. */
final class HundredTransfers extends Directed {
    private static final int TRANSFERS = 100;
    private static final int NEEDED = 50;

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.hasOperator() ? "" : "needs an operator";
    }

    @Override
    String play(Stage stage) {
        Transfer.Transferred moves = new Transfer.Transferred(stage.cluster, NEEDED);
        Transfer.repeat(stage.cluster, stage.random, moves, TRANSFERS);
        return stage.suffer(moves, 0);
    }
}
