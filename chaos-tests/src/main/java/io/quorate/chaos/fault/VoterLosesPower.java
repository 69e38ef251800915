package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * S4: B's disk takes long to flush, and B loses its power while A asks for its vote. Back again, it is asked by another. Whoever
 * led by a vote that B forgot leads in a term that gets a second leader: the checker of terms tells.
 */
final class VoterLosesPower extends Directed {
    private static final int FLUSH_MILLIS = 6_000;
    private static final Duration ELECTION = Duration.ofSeconds(5);

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
        return "."; // a disk that stops, then one without power
    }

    @Override
    String play(Stage stage) {
        String old = stage.leader();
        String a = stage.others(old).get(0);
        String b = stage.others(old, a).get(0);
        long hits = stage.sabotage.callsHit(b).size();
        stage.cluster.kill9(old);
        stage.setCalls(b, "fsync raft.state delay " + FLUSH_MILLIS + " -1\nfsync .log delay " + FLUSH_MILLIS + " -1\n");
        // Nobody should be elected in that time; with a vote that is given too early somebody is.
        Optional<String> early = Polling.poll(
                ELECTION,
                () -> stage.cluster
                        .leaderAmong(List.of(a))
                        .map(leader -> leader.node() + " led in term " + leader.term()));
        boolean flushing = stage.sabotage.callsHit(b).size() > hits;
        stage.cutPower(List.of(b));
        stage.cluster.kill9(a);
        stage.sabotage.setCalls(b, "");
        stage.cluster.start(b);
        stage.cluster.start(old);
        String leader = stage.awaitLeaderAmong(List.of(old, b));
        if (!flushing) {
            throw new AssertionError("nothing was flushed at " + b + " when its power went");
        }
        return "power cut at " + b + " amid its flush; before " + early.orElse("nobody led") + "; now " + leader
                + " leads";
    }
}
