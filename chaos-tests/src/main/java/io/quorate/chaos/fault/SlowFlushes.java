package io.quorate.chaos.fault;

import io.quorate.chaos.Await;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * S19: each flush takes two seconds, at a follower first, which nobody may notice; then at the leader, who steps aside, or whose
 * group goes on without its disk.
 */
final class SlowFlushes extends Directed {
    private static final int FLUSH_MILLIS = 2_000;
    private static final int FLUSHES = 2;
    private static final Duration FLUSHES_MAX = Duration.ofSeconds(20);
    private static final double LOOK_SECONDS = 10;
    private static final double SHARE_MIN = 0.8;
    /** Others' disks suffice for what it leads to; and it hands over, which takes a moment: nothing waits for a flush of its own. */
    private static final double STANDSTILL_SECONDS_MAX = 0.75 * FLUSH_MILLIS / 1_000;

    private static final int LEADERS_MAX = 1;

    @Override
    public String lackingIn(Cluster cluster) {
        return lacking(cluster, false, false, Sabotage.Means.SHIMS);
    }

    @Override
    public boolean needsShims() {
        return true;
    }

    @Override
    public String explainedErrors() {
        return "its disk has stopped";
    }

    @Override
    String play(Stage stage) {
        return atFollower(stage) + "; " + atLeader(stage);
    }

    private static String atFollower(Stage stage) {
        String leader = stage.leader();
        String follower = stage.others(leader).get(stage.random.nextInt(2));
        double before = CommitPace.of(stage.cluster, LOOK_SECONDS).entriesPerSecond();
        int hits = stage.sabotage.callsHit(follower).size();
        slowDown(stage, follower);
        awaitSlowFlushes(stage, follower, hits);
        double slow = CommitPace.of(stage.cluster, LOOK_SECONDS).entriesPerSecond();
        stage.sabotage.setCalls(follower, "");
        stage.whole();
        // This machine has other work, too: what it could do before it may not be able to do afterwards.
        double after = CommitPace.of(stage.cluster, LOOK_SECONDS).entriesPerSecond();
        String paces = String.format(
                Locale.ROOT,
                "%.0f entries a second, %.0f with slow flushes at %s, %.0f afterwards",
                before,
                slow,
                follower,
                after);
        stage.expect(slow >= SHARE_MIN * Math.min(before, after), paces);
        return paces;
    }

    private static String atLeader(Stage stage) {
        String leader = stage.leader();
        TermsLed led = new TermsLed(stage.cluster);
        int hits = stage.sabotage.callsHit(leader).size();
        slowDown(stage, leader);
        // From the first flush on: when it has taken its time, another may lead.
        CommitPace pace = CommitPace.of(stage.cluster, 2 * LOOK_SECONDS);
        awaitSlowFlushes(stage, leader, hits);
        Set<Long> terms = led.since();
        stage.sabotage.setCalls(leader, "");
        String told = String.format(
                Locale.ROOT,
                "with slow flushes at %s, who led: %.0f entries a second, none for %.1f s at most, then leaders of terms %s",
                leader,
                pace.entriesPerSecond(),
                pace.standstillSeconds(),
                terms);
        stage.expect(isAsPromised(pace.standstillSeconds(), terms.size()), told);
        return told;
    }

    /** @param leaders others who led since */
    static boolean isAsPromised(double standstillSeconds, int leaders) {
        return standstillSeconds < STANDSTILL_SECONDS_MAX && leaders <= LEADERS_MAX;
    }

    private static void slowDown(Stage stage, String node) {
        stage.setCalls(
                node, "fsync .log delay " + FLUSH_MILLIS + " -1\nfsync raft.state delay " + FLUSH_MILLIS + " -1\n");
    }

    /** @param before what had been hit when they were slowed down */
    private static void awaitSlowFlushes(Stage stage, String node, int before) {
        Await.until(
                "slow flushes at " + node,
                FLUSHES_MAX,
                () -> stage.sabotage.callsHit(node).size() >= before + FLUSHES);
    }
}
