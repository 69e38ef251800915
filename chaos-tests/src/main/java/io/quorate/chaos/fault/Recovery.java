package io.quorate.chaos.fault;

import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Cluster;
import java.util.List;
import java.util.Optional;

/** When a group is whole again: it has a leader, and every node has applied what was committed when it had one again. */
final class Recovery {
    private final Cluster cluster;
    private Optional<NodeStatus> leaderSeen = Optional.empty();

    Recovery(Cluster cluster) {
        this.cluster = cluster;
    }

    Optional<String> proof() {
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
}
