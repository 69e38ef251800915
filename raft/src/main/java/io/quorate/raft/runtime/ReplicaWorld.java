package io.quorate.raft.runtime;

import io.quorate.raft.RaftMessage;
import io.quorate.raft.log.FlushLimit;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** What a replica needs of the world around it: the runtime's or the simulator's. Called by the replica loop. */
public interface ReplicaWorld {
    /**
     * Sends a message, or drops it: messages may be lost. Must not block.
     *
     * @param body bytes of the entries of an append request, or of a piece of a snapshot; read-only, valid until the log
     *     is closed
     */
    void send(RaftMessage message, List<ByteBuffer> body);

    /**
     * Starts a flush job on the flusher; its end is reported by {@link Replica#flushed} on the replica loop. At most one is
     * under way.
     */
    void startFlush(FlushJob job);

    /** The wall clock in ms, as put into entries. */
    long nowMillis();

    /**
     * What the flusher is to do, in this order.
     *
     * @param state to be stored and forced first, if present
     * @param log whether to write and force the log after that
     * @param limit what {@link io.quorate.raft.log.LogStore#flush} is to be called with
     * @param step to be run after that, if present
     */
    record FlushJob(Optional<DurableState> state, boolean log, FlushLimit limit, Optional<DiskStep> step) {}
}
