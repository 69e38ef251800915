package io.quorate.broker.timer;

import io.quorate.broker.state.BrokerState;
import java.util.function.LongSupplier;

/**
 * The time by which what waits is scheduled and falls due: the log's, and not before that of the newest applied entry. So a
 * leader whose clock is behind its predecessor's neither delivers early nor starts from another time. Any thread.
 */
public final class LogClock implements LongSupplier {
    private final BrokerState state;
    private final LongSupplier logMillis;

    /** @param logMillis {@link io.quorate.raft.runtime.ReplicaHandle#logMillis} */
    public LogClock(BrokerState state, LongSupplier logMillis) {
        this.state = state;
        this.logMillis = logMillis;
    }

    @Override
    public long getAsLong() {
        return Math.max(logMillis.getAsLong(), state.applied().timestampMillis());
    }
}
