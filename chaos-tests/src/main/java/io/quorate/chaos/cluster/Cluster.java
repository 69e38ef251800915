package io.quorate.chaos.cluster;

import io.quorate.chaos.NodeStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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

    /** It gets a processor for no more than so much of the time, until {@link #feed}. */
    void starve(String node, int percent);

    void feed(String node);

    /** What the node's process has used of processors so far; zero if there is none. */
    Duration processorTime(String node);

    /** Why {@link #limitMemory} cannot be had here; "" if it can. */
    default String lackingForMemoryLimits() {
        return "needs processes";
    }

    /** From now on it gets no more than so many bytes besides what it has, and the kernel kills it if it cannot go on with that. */
    default void limitMemory(String node, long bytes) {
        throw new UnsupportedOperationException("the memory of nodes of this back end has no limit");
    }

    /** Ends a limit, if there is one. Who starts after {@link #limitMemory} has none. */
    default void liftMemoryLimit(String node) {
        // There never was one.
    }

    /** How many of the node's processes the kernel has killed so far for want of memory. */
    default long memoryKills(String node) {
        return 0;
    }

    /** Whether the node's process is stopped or gone, by the kernel's word. */
    boolean isFrozenOrGone(String node);

    boolean hasNetwork();

    /** See {@link Hosts#canDelay}. */
    default boolean canDelay() {
        return false;
    }

    /** See {@link Hosts#disturb}. */
    void disturb(List<LinkRule> rules);

    /** See {@link Hosts#disturbedPackets}. */
    List<Long> disturbedPackets();

    /** See {@link Hosts#letGoPackets}. */
    default long letGoPackets() {
        return 0;
    }

    /** See {@link Hosts#overtakenPackets}. */
    default long overtakenPackets() {
        return 0;
    }

    boolean canLosePower();

    /** The power goes at all these nodes at once; their processes end with it. */
    void cutPower(List<String> victims, boolean torn);

    /** The disk is back; the node is not started yet. Returns whether unflushed writes were lost. */
    boolean restorePower(String node);

    /** SIGTERM. Does not wait. */
    default void terminate(String node) {
        throw new UnsupportedOperationException("nodes of this back end are not asked to end");
    }

    /** Of a node that was started and has ended since, other than by {@link #kill9}. */
    default OptionalInt exitCode(String node) {
        return OptionalInt.empty();
    }

    /** Whether nodes began as a previous build. */
    default boolean canUpgrade() {
        return false;
    }

    /** From its next start on a node is of the present build. */
    default void upgrade(String node) {
        // It always was.
    }

    /** From its next start on a node is of the previous build again. */
    default void downgrade(String node) {
        throw new UnsupportedOperationException("there is no build to go back to");
    }

    /** How long it has run by its own wall clock. Empty as {@link #status}. */
    default Optional<Long> uptimeMillis(String node) {
        return Optional.empty();
    }

    /** "ip:port" where other nodes reach it. */
    default String peerAddress(String node) {
        throw new UnsupportedOperationException("nodes of this back end are not told apart");
    }

    /** Whether there is an operator: {@link #administer}, {@link #killNameServer}. */
    default boolean hasOperator() {
        return false;
    }

    /** Carries out a verb of the {@code quorate} command line about this group, to its end. */
    default Verb administer(String... words) {
        throw new UnsupportedOperationException("nobody administers this back end");
    }

    default void killNameServer() {
        throw new UnsupportedOperationException("the NameServer of this back end cannot be killed");
    }

    default void startNameServer() {
        throw new UnsupportedOperationException("the NameServer of this back end cannot be started");
    }

    /** Whether something listens at its address. */
    default boolean nameServerAnswers() {
        return true;
    }

    default Clients clients() {
        return Clients.IMMORTAL;
    }

    /** Those that may be slowed down, each by itself. */
    default List<Consumers> consumers() {
        return List.of();
    }

    /**
     * So many clients connect to a node, ask it something, and are gone at once, one in two before it has its answer. Returns how
     * many connections came about.
     */
    int crowd(String node, int connections);

    default Sabotage sabotage() {
        return new NoSabotage();
    }
}
