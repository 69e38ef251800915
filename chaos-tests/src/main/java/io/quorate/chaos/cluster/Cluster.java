package io.quorate.chaos.cluster;

import io.quorate.chaos.NodeStatus;
import java.util.List;
import java.util.Optional;

/** A replica group and its NameServer, and all that may be done to them. Safe from any thread. */
public interface Cluster {
    /** The nodes' ids. */
    List<String> nodes();

    /** "ip:port" for clients. */
    String address(String node);

    String namesrvAddress();

    /** Whether it should run: it was started, and not killed since. */
    boolean isStarted(String node);

    /** Empty if it is down, or has no answer within a second. */
    Optional<NodeStatus> status(String node);

    /** The leader by its own word; of two that claim it, the one of the higher term. */
    default Optional<NodeStatus> leader() {
        return leaderAmong(nodes());
    }

    default Optional<NodeStatus> leaderAmong(List<String> those) {
        return those.stream()
                .flatMap(node -> status(node).stream())
                .filter(NodeStatus::isLeader)
                .max(java.util.Comparator.comparingLong(NodeStatus::term));
    }

    /** Starts a node that does not run. Does not wait for it. */
    void start(String node);

    /** Also one that has ended by itself. */
    void kill9(String node);

    /** SIGSTOP. */
    void pause(String node);

    /** SIGCONT. */
    void resume(String node);

    /** Whether the node's process is stopped or gone, by the kernel's word. */
    boolean isFrozenOrGone(String node);

    boolean hasNetwork();

    /** See {@link Hosts#disturb}. */
    void disturb(List<LinkRule> rules);

    /** See {@link Hosts#disturbedPackets}. */
    List<Long> disturbedPackets();

    boolean canLosePower();

    /** The power goes at all these nodes at once; their processes end with it. */
    void cutPower(List<String> victims, boolean torn);

    /** The disk is back; the node is not started yet. Returns whether unflushed writes were lost. */
    boolean restorePower(String node);
}
