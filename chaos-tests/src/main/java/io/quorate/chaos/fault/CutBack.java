package io.quorate.chaos.fault;

import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.LinkRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * S12: a leader cut off from the others, not from clients, appends what nobody confirms. Back among them it loses that again, and
 * leads next: it must give the queue offsets of those entries to other messages, once.
 */
final class CutBack extends Directed {
    private static final String TRUNCATES = " truncates from index=";
    private static final int ENTRIES = 50;
    private static final Duration TRUNCATED_MAX = Duration.ofSeconds(20);

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.hasOperator() ? lacking(cluster, false, true) : "needs an operator";
    }

    @Override
    String play(Stage stage) {
        String old = stage.leader();
        List<String> others = stage.others(old);
        int logLine = stage.sabotage.logLines(old);
        stage.progress(ENTRIES, stage.cluster.nodes());
        stage.disturb(cut(old, others));
        String leader = stage.awaitLeaderAmong(others);
        stage.progress(ENTRIES, others);
        Optional<NodeStatus> deposed = stage.cluster.status(old);
        long unconfirmed = deposed.map(status -> status.lastIndex() - status.committedIndex())
                .orElse(0L);
        stage.disturb(List.of());
        Optional<String> truncated = Polling.poll(
                TRUNCATED_MAX,
                () -> stage.sabotage.logFrom(old, logLine).stream()
                        .filter(line -> line.contains(TRUNCATES))
                        .findFirst());
        stage.whole();
        stage.lead(old);
        stage.progress(ENTRIES, stage.cluster.nodes());
        return old + " appended " + unconfirmed + " entries that nobody confirmed, while " + leader + " led: "
                + truncated.orElseThrow(() -> new AssertionError(old + " truncated nothing")) + "; then it led";
    }

    private static List<LinkRule> cut(String node, List<String> others) {
        List<LinkRule> rules = new ArrayList<>();
        for (String other : others) {
            rules.add(LinkRule.cut(node, other));
            rules.add(LinkRule.cut(other, node));
        }
        return rules;
    }
}
