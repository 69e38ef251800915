package io.quorate.chaos.fault;

import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.LinkRule;
import io.quorate.chaos.cluster.Sabotage;
import java.util.ArrayList;
import java.util.List;

/**
 * S5, S16: a leader is cut off from the other nodes, not from clients, who go on reading and writing there. With a slow clock it
 * believes for longer that it leads, while another does: what it answers meanwhile must be true all the same.
 */
final class OldLeader extends Directed {
    /** Of its monotonic clock: an election timeout takes fourteen seconds. */
    static final double SLOW_RATE = 0.07;

    private static final double ELECTION_SECONDS = 1;
    // It measures by its ticks, and this machine may be busy.
    private static final double SLACK_SECONDS = 1;
    private static final int ENTRIES = 20;
    private static final double HOLD_SECONDS = 4;

    private final double rate;

    OldLeader(double rate) {
        this.rate = rate;
    }

    @Override
    public String lackingIn(Cluster cluster) {
        return rate == 1 ? lacking(cluster, false, true) : lacking(cluster, false, true, Sabotage.Means.SHIMS);
    }

    @Override
    public boolean needsShims() {
        return rate != 1;
    }

    @Override
    String play(Stage stage) {
        String old = stage.leader();
        List<LinkRule> rules = new ArrayList<>();
        for (String other : stage.others(old)) {
            rules.add(LinkRule.cut(old, other));
            rules.add(LinkRule.cut(other, old));
        }
        if (rate != 1) {
            stage.setClock(old, 0, rate);
        }
        stage.disturb(rules);
        long cutNanos = System.nanoTime();
        Thread watch = new Thread(() -> watch(stage, old, cutNanos), "old-leader");
        watch.start();
        String leader = stage.awaitLeaderAmong(stage.others(old));
        double electedSeconds = (System.nanoTime() - cutNanos) / 1e9;
        stage.progress(ENTRIES, stage.others(old));
        join(watch);
        Polling.sleep(HOLD_SECONDS);
        return String.format(
                java.util.Locale.ROOT,
                "%s cut off, its clock at rate %.2f; %s leads after %.1f s; packets lost %s",
                old,
                rate,
                leader,
                electedSeconds,
                stage.cluster.disturbedPackets());
    }

    private void watch(Stage stage, String old, long cutNanos) {
        double most = 2 * ELECTION_SECONDS / rate + SLACK_SECONDS;
        double seconds = 0;
        boolean leads = true;
        while (leads && seconds < 2 * most) {
            leads = stage.cluster.status(old).filter(NodeStatus::isLeader).isPresent();
            seconds = (System.nanoTime() - cutNanos) / 1e9;
            Polling.sleep(0.02);
        }
        stage.expect(
                seconds < most,
                String.format(java.util.Locale.ROOT, "%s still leads %.1f s after it was cut off", old, seconds));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
