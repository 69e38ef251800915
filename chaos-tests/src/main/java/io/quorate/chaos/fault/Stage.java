package io.quorate.chaos.fault;

import io.quorate.chaos.Await;
import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import io.quorate.chaos.cluster.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/** What a scenario does to a group, and what it waits for. What is not undone when it ends, {@link #restore} undoes. */
final class Stage {
    private static final Duration LEADER_MAX = Duration.ofSeconds(90);
    private static final Duration PROGRESS_MAX = Duration.ofSeconds(90);
    private static final Duration EXIT_MAX = Duration.ofSeconds(20);
    private static final Duration HEAL_MAX = Duration.ofMinutes(3);

    final Cluster cluster;
    final Sabotage sabotage;
    final Random random;
    private final Set<String> paused = new HashSet<>();
    private final Set<String> skewed = new HashSet<>();
    private final Set<String> faulty = new HashSet<>();
    private boolean disturbed;
    private final List<String> broken = new ArrayList<>();

    Stage(Cluster cluster, Random random) {
        this.cluster = cluster;
        this.sabotage = cluster.sabotage();
        this.random = random;
    }

    String leader() {
        return awaitLeaderAmong(cluster.nodes());
    }

    String awaitLeaderAmong(List<String> nodes) {
        return Await.present("a leader among " + nodes, LEADER_MAX, () -> cluster.leaderAmong(nodes))
                .node();
    }

    List<String> others(String... these) {
        List<String> nodes = new ArrayList<>(cluster.nodes());
        nodes.removeAll(List.of(these));
        return nodes;
    }

    /** Waits until so many more entries are committed by whoever of these leads. */
    void progress(int entries, List<String> nodes) {
        long from = cluster.leaderAmong(nodes).map(NodeStatus::committedIndex).orElse(0L);
        Await.until(
                entries + " more entries to be committed among " + nodes,
                PROGRESS_MAX,
                () -> cluster.leaderAmong(nodes)
                        .filter(leader -> leader.committedIndex() >= from + entries)
                        .isPresent());
    }

    /** An operator gives the leadership to that node. */
    void lead(String node) {
        Await.until("the leadership of " + node, LEADER_MAX, () -> {
            if (cluster.leader().filter(leader -> leader.node().equals(node)).isPresent()) {
                return true;
            }
            // What it says does not matter: who leads then is looked at.
            Verb unused = cluster.administer("transfer-leader", "--to", node);
            return false;
        });
    }

    void whole() {
        Recovery recovery = new Recovery(cluster);
        Await.present("the group to be whole", HEAL_MAX, recovery::proof);
    }

    void pause(String node) {
        paused.add(node);
        cluster.pause(node);
    }

    void resume(String node) {
        paused.remove(node);
        cluster.resume(node);
    }

    /** The disk is back at once, the process is not. */
    void cutPower(List<String> nodes) {
        cluster.cutPower(nodes, false);
        for (String node : nodes) {
            if (!cluster.restorePower(node)) {
                throw new AssertionError("the power cut at " + node + " lost nothing");
            }
        }
    }

    void disturb(List<io.quorate.chaos.cluster.LinkRule> rules) {
        disturbed = !rules.isEmpty();
        cluster.disturb(rules);
    }

    void setClock(String node, long aheadMillis, double rate) {
        long before = sabotage.clockChanges(node);
        skewed.add(node);
        sabotage.setClock(node, aheadMillis, rate);
        Await.until("the clock of " + node + " to change", EXIT_MAX, () -> sabotage.clockChanges(node) > before);
    }

    void setCalls(String node, String rules) {
        faulty.add(node);
        sabotage.setCalls(node, rules);
    }

    int awaitExit(String node) {
        return awaitExit(node, EXIT_MAX);
    }

    int awaitExit(String node, Duration most) {
        return Await.present(
                        node + " to end",
                        most,
                        () -> Optional.of(cluster.exitCode(node)).filter(OptionalInt::isPresent))
                .getAsInt();
    }

    /** A fault from its beginning to its end. Returns its proof. */
    String suffer(Fault fault, double holdSeconds) {
        return suffer(fault.inflict(cluster, random), holdSeconds);
    }

    String suffer(Fault.Wound wound, double holdSeconds) {
        Optional<String> bite = Polling.poll(wound.biteMax(), wound::bite);
        Polling.sleep(bite.isPresent() ? holdSeconds : 0);
        wound.heal();
        Optional<String> healed = Polling.poll(HEAL_MAX, wound::healed);
        broken.addAll(wound.broken());
        if (bite.isEmpty()) {
            throw new AssertionError("no bite");
        }
        return bite.get()
                + healed.map(proof -> ", " + proof).orElseThrow(() -> new AssertionError("not healed: " + bite.get()));
    }

    void expect(boolean holds, String otherwise) {
        if (!holds) {
            broken.add(otherwise);
        }
    }

    List<String> broken() {
        return broken;
    }

    void restore() {
        if (disturbed) {
            cluster.disturb(List.of());
        }
        List.copyOf(paused).forEach(this::resume);
        skewed.forEach(node -> sabotage.setClock(node, 0, 1));
        faulty.forEach(node -> sabotage.setCalls(node, ""));
        for (String node : cluster.nodes()) {
            if (cluster.exitCode(node).isPresent()) {
                cluster.kill9(node); // only takes it off the list
            }
            if (!cluster.isStarted(node)) {
                cluster.start(node);
            }
        }
    }
}
