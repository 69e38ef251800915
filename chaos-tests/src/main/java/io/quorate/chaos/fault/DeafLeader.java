package io.quorate.chaos.fault;

import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.LinkRule;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** S6: the leader is heard by the others and hears none of them. It must notice, and the one who follows it must stay. */
final class DeafLeader extends Directed {
    // Two election timeouts of a second, and one more, for it measures by its ticks and this machine may be busy.
    private static final double STEP_DOWN_SECONDS_MAX = 3;
    private static final double ELECTED_SECONDS_MAX = 6;
    private static final Duration STEP_DOWN_WAIT = Duration.ofSeconds(30);
    private static final int ENTRIES = 20;
    private static final double HOLD_SECONDS = 15;

    @Override
    public String lackingIn(Cluster cluster) {
        return lacking(cluster, false, true);
    }

    @Override
    String play(Stage stage) {
        String old = stage.leader();
        TermsLed led = new TermsLed(stage.cluster);
        stage.disturb(stage.others(old).stream()
                .map(other -> LinkRule.mute(other, old))
                .toList());
        long cutNanos = System.nanoTime();
        Optional<NodeStatus> down =
                Polling.poll(STEP_DOWN_WAIT, () -> stage.cluster.status(old).filter(status -> !status.isLeader()));
        double downSeconds = secondsSince(cutNanos);
        stage.expect(
                down.isPresent() && downSeconds < STEP_DOWN_SECONDS_MAX,
                String.format(Locale.ROOT, "%s, deaf, still led after %.1f s", old, downSeconds));
        String leader = stage.awaitLeaderAmong(stage.others(old));
        double electedSeconds = secondsSince(cutNanos);
        stage.expect(
                electedSeconds < ELECTED_SECONDS_MAX,
                String.format(Locale.ROOT, "%s led only %.1f s after %s was deaf", leader, electedSeconds, old));
        stage.progress(ENTRIES, stage.others(old));
        Polling.sleep(HOLD_SECONDS);
        List<Long> packets = stage.cluster.disturbedPackets();
        if (packets.stream().anyMatch(lost -> lost == 0)) {
            throw new AssertionError("packets lost " + packets);
        }
        // Nor may it push its way in when it hears again.
        stage.disturb(List.of());
        stage.whole();
        Set<Long> terms = led.since();
        stage.expect(terms.size() == 1, "while " + old + " was deaf, there were leaders of terms " + terms);
        return String.format(
                Locale.ROOT,
                "%s, deaf, gave up after %.1f s; %s led after %.1f s, the only one; packets lost %s",
                old,
                downSeconds,
                leader,
                electedSeconds,
                packets);
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
