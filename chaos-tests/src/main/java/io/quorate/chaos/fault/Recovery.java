package io.quorate.chaos.fault;

import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Cluster;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** When a group is whole again: it has a leader, and every node has applied what was committed when it had one again. */
final class Recovery {
    /** What a broker ends with that cannot have its port, among others; whoever looks after it starts it again. */
    static final int COULD_NOT_START = 1;

    private static final int STARTS_MAX = 5;

    private final Cluster cluster;
    private int starts;
    private Optional<NodeStatus> leaderSeen = Optional.empty();

    Recovery(Cluster cluster) {
        this.cluster = cluster;
    }

    Optional<String> proof() {
        startAgain();
        if (leaderSeen.isEmpty()) {
            leaderSeen = cluster.leader();
            if (leaderSeen.isEmpty()) {
                return Optional.empty();
            }
        }
        NodeStatus leader = leaderSeen.get();
        List<NodeStatus> all = cluster.nodes().stream()
                .flatMap(node -> cluster.status(node).stream())
                .toList();
        boolean whole = all.size() == cluster.nodes().size()
                && all.stream().allMatch(status -> status.appliedIndex() >= leader.committedIndex());
        return whole
                ? Optional.of("all have applied index " + leader.committedIndex() + ", leader " + leader.node()
                        + " in term " + leader.term())
                : Optional.empty();
    }

    private void startAgain() {
        for (String node : cluster.nodes()) {
            if (starts < STARTS_MAX && cluster.exitCode(node).equals(OptionalInt.of(COULD_NOT_START))) {
                starts++;
                cluster.kill9(node); // only takes it off the list
                cluster.start(node);
            }
        }
    }
}
