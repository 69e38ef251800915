package io.quorate.broker.timer;

import io.quorate.broker.state.BrokerState;
import java.util.function.LongSupplier;

/**
 * The time by which timers are scheduled and fired: this machine's, but never before that of the newest applied entry. So a
 * leader whose clock is behind its predecessor's neither delivers early nor starts from another time. Any thread.
 */
public final class LogClock implements LongSupplier {
    private final BrokerState state;
    private final LongSupplier wallMillis;

    public LogClock(BrokerState state, LongSupplier wallMillis) {
        this.state = state;
        this.wallMillis = wallMillis;
    }

    @Override
    public long getAsLong() {
        return Math.max(wallMillis.getAsLong(), state.applied().timestampMillis());
    }
}
