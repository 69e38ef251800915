package io.quorate.broker.state;

/**
 * How far the tables have come, all of one moment.
 *
 * @param index newest applied entry, 0 before the first
 * @param term its term
 * @param position end of that entry: bytes below it are committed and may be shown to clients
 * @param timestampMillis the leader's clock in that entry
 * @param stateHash rolling hash of everything applied up to here; equal on all replicas at equal index
 */
public record Applied(long index, long term, long position, long timestampMillis, long stateHash) {
    static final Applied NOTHING = new Applied(0, 0, 0, 0, 0);
}
