package io.quorate.raft.runtime;

/** Hears of changes of role, leader, term or readiness. */
@FunctionalInterface
public interface ReplicaListener {
    /** On the replica loop: must not block. */
    void viewChanged(ReplicaView view);
}
