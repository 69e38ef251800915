package io.quorate.broker;

import io.quorate.broker.config.BrokerConfig;
import io.quorate.broker.read.LogBytes;
import io.quorate.broker.retention.RetainedLog;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.runtime.ReplicaHandle;
import io.quorate.raft.runtime.StateMachine;
import io.quorate.remoting.RequestHandler;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * The replica below a broker: its log and its place in the group. Opened first; started once everybody is there who wants
 * to hear of what it applies. Until then it follows nobody and takes nothing.
 */
public interface ReplicaProcess extends ReplicaHandle, AutoCloseable {
    /** Opens a replica. */
    @FunctionalInterface
    interface Opener {
        /**
         * Opens the files; nothing listens yet.
         *
         * @param forwarded serves client requests that other replicas pass on
         * @param whenFatal hears, once, why the replica cannot take part any more
         */
        ReplicaProcess open(
                BrokerConfig config, StateMachine stateMachine, RequestHandler forwarded, Consumer<Throwable> whenFatal)
                throws IOException, StorageFailure;
    }

    /** The committed bytes of the log. */
    LogBytes log();

    /** How far back the log goes, and could be cut. */
    RetainedLog retained();

    /** Largest proposal it takes. */
    int proposalBytesMax();

    /**
     * Starts to take part. Throws, with a sentence for the operator, if the peer port cannot be had, or the snapshot at the
     * log's base cannot be used.
     */
    void start() throws IOException, StorageFailure;

    @Override
    void close() throws StorageFailure;
}
