package io.quorate.chaos.fault;

import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Cluster;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Whom a fault befalls, as things are at that moment. */
enum Selector {
    ANY,
    LEADER,
    FOLLOWER,
    MAJORITY,
    ALL;

    /** Without a leader, any node is taken for it. */
    List<String> select(Cluster cluster, Random random) {
        List<String> nodes = new ArrayList<>(cluster.nodes());
        Collections.shuffle(nodes, random);
        String leader = leader(cluster, nodes);
        return switch (this) {
            case ANY -> List.of(nodes.get(0));
            case LEADER -> List.of(leader);
            case FOLLOWER ->
                nodes.stream().filter(node -> !node.equals(leader)).limit(1).toList();
            case MAJORITY -> List.copyOf(nodes.subList(0, nodes.size() / 2 + 1));
            case ALL -> List.copyOf(nodes);
        };
    }

    static String leader(Cluster cluster, List<String> nodes) {
        return cluster.leader().map(NodeStatus::node).orElse(nodes.get(0));
    }

    boolean leavesNoMajority() {
        return this == MAJORITY || this == ALL;
    }
}
