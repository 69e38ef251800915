package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * S9: the end of A's log is damaged, B lacks what came while it was paused, C, which has it all, is down. A and B must not elect
 * anybody: that would lose what was acknowledged.
 */
final class NoSoundMajority extends Directed {
    private static final int ENTRIES = 100;
    private static final Duration ELECTION_MAX = Duration.ofSeconds(10);

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
        return new Rot(Rot.Part.ACTIVE, false).explainedErrors();
    }

    @Override
    String play(Stage stage) {
        String c = stage.leader();
        String a = stage.others(c).get(0);
        String b = stage.others(c, a).get(0);
        stage.pause(b);
        stage.progress(ENTRIES, List.of(a, c));
        RotWound wound = new Rot(Rot.Part.ACTIVE, false).inflictOn(stage.cluster, a, stage.random);
        stage.cluster.kill9(c);
        stage.resume(b);
        String bite = wound.bite().orElseThrow(() -> new AssertionError("no bite"));
        stage.cluster.start(a);
        Polling.poll(ELECTION_MAX, () -> stage.cluster.status(a));
        Optional<String> elected = Polling.poll(
                ELECTION_MAX,
                () -> stage.cluster
                        .leaderAmong(List.of(a, b))
                        .map(leader -> leader.node() + " in term " + leader.term()));
        // The damage may have been behind all that was acknowledged: then there is nothing against it.
        elected.ifPresent(leader -> stage.expect(
                stage.sabotage.logFrom(a, 0).stream().noneMatch(line -> line.contains("log damaged, cut")),
                "with " + a + " damaged and " + b + " behind, there was a leader: " + leader));
        stage.cluster.start(c);
        String leader = stage.leader();
        return bite + "; " + elected.map(who -> "elected " + who).orElse("nobody elected") + " while " + c
                + " was down; then " + leader + " led";
    }
}
