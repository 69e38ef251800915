package io.quorate.raft;

/**
 * What became of a {@link RaftNode#readIndex}.
 *
 * @param confirmed whether some leader was sure to lead after the read was asked for. If not, nothing is known, and it may
 *     be asked again
 * @param index a state machine that has applied this entry has seen all that was acknowledged when the read was asked for
 */
public record ReadAnswer(long id, boolean confirmed, long index) {}
