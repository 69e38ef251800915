package io.quorate.raft.runtime;

import io.quorate.raft.StorageFailure;
import io.quorate.raft.StorageFailure.Reason;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.snapshot.SnapshotMeta;
import io.quorate.raft.snapshot.SnapshotStore;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a state machine what a snapshot holds. */
final class SnapshotAtBase {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotAtBase.class);

    private SnapshotAtBase() {}

    /**
     * At the start: the state at the log's base, where there is one. Blocks.
     *
     * @return the snapshot used, empty for a log that begins at its beginning
     * @throws StorageFailure DAMAGED if the snapshot there is missing or unusable: the entries before it are gone, and with
     *     them any other way to that state
     */
    static Optional<SnapshotMeta> restore(SnapshotStore store, LogBase base, StateMachine stateMachine)
            throws StorageFailure {
        if (base.index() == 0) {
            return Optional.empty();
        }
        Optional<SnapshotMeta> meta =
                store.keptAt(base.index()).filter(kept -> kept.base().equals(base));
        Optional<ByteBuffer> state = meta.isPresent() ? store.state(meta.get()) : Optional.empty();
        if (state.isEmpty()) {
            throw unusable(base, "it is missing or damaged", null);
        }
        try {
            stateMachine.restore(base, state.get());
            return meta;
        } catch (CorruptSnapshotException corrupt) {
            throw unusable(base, corrupt.getMessage(), corrupt);
        }
    }

    private static StorageFailure unusable(LogBase base, String why, Throwable cause) {
        return new StorageFailure(
                Reason.DAMAGED,
                "the snapshot at index " + base.index() + ", position " + base.position()
                        + ", where this node's log begins, cannot be used: " + why
                        + "; empty this node's directory and let it come back with: quorate member replace",
                cause);
    }

    /** In mid-life. Returns false, having said why, if the state machine refuses it; its state is as before then. */
    static boolean restore(SnapshotReceiving.Arrived arrived, StateMachine stateMachine) {
        LogBase base = arrived.meta().base();
        try {
            stateMachine.restore(base, arrived.state());
            return true;
        } catch (CorruptSnapshotException corrupt) {
            LOG.error("the snapshot at index={} was refused: {}", base.index(), corrupt.getMessage());
            return false;
        }
    }
}
