package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import io.quorate.chaos.cluster.Verb;
import java.util.Map;

/** S8: a sealed segment of a follower rots, and it becomes the leader at once: whoever reads there gets the truth or nothing. */
final class RottenAndLeading extends Directed {
    private static final double HOLD_SECONDS = 5;

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.hasOperator() ? lacking(cluster, false, false, Sabotage.Means.STORES) : "needs an operator";
    }

    @Override
    public Map<String, String> settings() {
        return Rot.SMALL_SEGMENTS_SCRUBBED;
    }

    @Override
    public String explainedErrors() {
        return new Rot(Rot.Part.SEALED, true).explainedErrors();
    }

    @Override
    String play(Stage stage) {
        String leader = stage.leader();
        String follower = stage.others(leader).get(0);
        RotWound wound = new Rot(Rot.Part.SEALED, true).inflictOn(stage.cluster, follower, stage.random);
        Verb verb = stage.cluster.administer("transfer-leader", "--to", follower);
        return verb.output() + "; " + stage.suffer(wound, HOLD_SECONDS);
    }
}
