package io.quorate.simulation.check.trace;

import java.util.Set;

/**
 * One thing a node did. Indexes count entries from 1, 0 stands for none. In a merged trace what a message says comes after what its
 * sender had done before sending it.
 */
public sealed interface NodeEvent {
    String node();

    /** A replica in a role that counts, as a membership names it: the same node with another storage is another member. */
    record Member(String node, long storageId) {}

    /**
     * The process starts and has read its disk.
     *
     * @param votedFor in {@code term}; "" for nobody
     * @param durable up to where it counts its log as flushed
     */
    record Boot(
            String node, long storageId, long term, String votedFor, long last, long durable, long commit, long applied)
            implements NodeEvent {}

    /** Term and vote are flushed; {@code votedFor} is "" if it has not voted in that term. */
    record VotePersisted(String node, long term, String votedFor) implements NodeEvent {}

    /** A vote leaves for the candidate, or a candidate counts its own. */
    record Vote(String node, long term, String candidate) implements NodeEvent {}

    record Leader(String node, long term) implements NodeEvent {}

    record Follower(String node, long term) implements NodeEvent {}

    /**
     * One entry is in the log, not necessarily flushed.
     *
     * @param fingerprint of it and of everything before it
     */
    record Append(String node, long index, long term, long fingerprint) implements NodeEvent {}

    /** Entries from this index on are removed. */
    record Truncate(String node, long fromIndex) implements NodeEvent {}

    /** The log is flushed up to this index. */
    record Durable(String node, long upTo) implements NodeEvent {}

    record FlushFailed(String node) implements NodeEvent {}

    /** The leader is told that the log matches and is flushed up to {@code match}. */
    record SendAck(String node, long term, String leader, long match) implements NodeEvent {}

    record Commit(String node, long index) implements NodeEvent {}

    /** The state machine has taken this entry; {@code hash} is of its whole state. */
    record Apply(String node, long index, long hash) implements NodeEvent {}

    record Snapshot(String node, long index, long term, long hash) implements NodeEvent {}

    /** A snapshot replaced the state, and of the log what it stands for; {@code last} is the log's last index after it. */
    record Install(String node, long index, long term, long hash, long last) implements NodeEvent {}

    /** The node uses the membership in the entry at this index from now on. */
    record Configuration(String node, long index, Set<Member> voters) implements NodeEvent {}

    /** A client is told that the entry is stored. */
    record ClientAck(String node, long index) implements NodeEvent {}

    /** A read that must be current came in. */
    record ReadBegun(String node, long readId) implements NodeEvent {}

    /** It is answered from the state as of this index or later. */
    record ReadOk(String node, long readId, long index) implements NodeEvent {}
}
