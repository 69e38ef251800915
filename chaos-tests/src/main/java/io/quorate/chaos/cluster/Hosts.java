package io.quorate.chaos.cluster;

import java.util.List;

/**
 * Where the processes of a group live, and the network between them. A host is named as the node on it, or {@link #NAMESRV},
 * or {@link #CLIENTS}, which is where all clients are. Safe from any thread.
 */
public interface Hosts extends AutoCloseable {
    String NAMESRV = "namesrv";
    String CLIENTS = "clients";

    String ip(String host);

    /** Where the host's process serves clients; for a node the port above is for its peers. */
    int port(String host);

    /** A command that runs the command after it on that host; empty where hosts are no more than addresses. */
    default List<String> commandPrefix(String host) {
        return List.of();
    }

    /** Whether programs there run with files of this machine: class paths and libraries it names. */
    default boolean hasOurFiles() {
        return true;
    }

    /** Starts a program on its host, anew if it has run there before. Does not wait until it serves. */
    default HostProcess start(Program program, Ledger ledger) {
        return LocalProcess.start(program, this, ledger);
    }

    /** Whether {@link #disturb} works here. */
    boolean hasNetwork();

    /** Whether rules may hold packets back, instead of dropping them. */
    default boolean canDelay() {
        return false;
    }

    /** From now on these rules hold, and no others. None: the network is whole. */
    void disturb(List<LinkRule> rules);

    /** How many packets the rules in force have hit so far, each rule by itself. */
    List<Long> disturbedPackets();

    /** How many packets have arrived late, over all rules that held them until their end and are gone. */
    default long letGoPackets() {
        return 0;
    }

    /** How many of these arrived after one that had been sent later: none that were held in their order. */
    default long overtakenPackets() {
        return 0;
    }

    @Override
    void close();
}
