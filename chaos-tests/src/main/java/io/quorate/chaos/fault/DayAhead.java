package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import java.time.Duration;

/** S17: the leader's wall clock is a day ahead, and comes back. */
final class DayAhead extends Directed {
    private static final double HOLD_SECONDS = 20;

    @Override
    public String lackingIn(Cluster cluster) {
        return lacking(cluster, false, false, Sabotage.Means.SHIMS);
    }

    @Override
    public boolean needsShims() {
        return true;
    }

    @Override
    String play(Stage stage) {
        Skew.Skewed clock = new Skew.Skewed(stage.cluster, stage.leader());
        clock.set(Duration.ofDays(1).toMillis(), 1);
        return stage.suffer(clock, HOLD_SECONDS);
    }
}
