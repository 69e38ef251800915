package io.quorate.broker.request;

import io.quorate.remoting.RequestHandler;
import java.util.function.LongSupplier;

/**
 * When this node was last used by a client that is not our own SDK. Such clients look for a new leader every 30 s only, so
 * a node that leaves must know whether it has any. Safe from any thread.
 */
public final class ForeignUse {
    private static final long RESOLUTION_MILLIS = 1000; // so that a send does not write a shared field each time

    private final LongSupplier nowMillis;
    private volatile long lastMillis = Long.MIN_VALUE / 2;

    public ForeignUse(LongSupplier nowMillis) {
        this.nowMillis = nowMillis;
    }

    /** {@code handler}, with its use noted. */
    RequestHandler watch(RequestHandler handler) {
        return context -> {
            if (context.request().field(QuorateFields.SDK) == null) {
                long now = nowMillis.getAsLong();
                if (now - lastMillis > RESOLUTION_MILLIS) {
                    lastMillis = now;
                }
            }
            handler.handle(context);
        };
    }

    public boolean within(long millis) {
        return nowMillis.getAsLong() - lastMillis <= millis;
    }
}
