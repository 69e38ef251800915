package io.quorate.simulation.world;

import io.quorate.raft.RaftMessage;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.runtime.ReplicaWorld.FlushJob;
import java.nio.ByteBuffer;

/** Sees what a group does, as it does it. May throw {@link CheckFailure}; must change nothing. */
public interface GroupObserver {
    /** The node's process has opened its disk and takes part from now on. */
    default void started(SimulatedNode node) {}

    /** The node's process is gone: by a crash, or by its own decision after a storage failure. */
    default void stopped(SimulatedNode node) {}

    /** The node's process ended, or could not start, because its disk failed it. Told before {@link #stopped}. */
    default void storageFailed(SimulatedNode node, StorageFailure failure) {}

    /** The node, which is down, has got an empty disk: it is somebody else from now on. */
    default void wiped(SimulatedNode node) {}

    /** The message leaves the node now. */
    default void sends(SimulatedNode node, RaftMessage message) {}

    /** The node is about to remove its entries from this index on. */
    default void truncates(SimulatedNode node, long fromIndex) {}

    /** The node has applied this entry. */
    default void applied(SimulatedNode node, EntryMeta meta, ByteBuffer entry, long stateHash) {}

    /** The node has taken its state from a snapshot that was taken at this base. */
    default void restored(SimulatedNode node, LogBase base, long stateHash) {}

    /** The node has handled an input and done all that followed from it. */
    default void stepped(SimulatedNode node) {}

    /** The message arrived, and the node is about to handle it. */
    default void receives(SimulatedNode node, RaftMessage message) {}

    /** The node notices that its connection to the peer is gone. */
    default void loses(SimulatedNode node, SimulatedNode peer) {}

    /** The node's log begins later than before. */
    default void baseMoved(SimulatedNode node, LogBase base) {}

    /** The node began a flush. */
    default void flushes(SimulatedNode node, FlushJob job) {}
}
