package io.quorate.client.internal;

import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next try: doubling, bounded, and jittered so that clients do not come back in step. */
public record Backoff(long firstMillis, long millisMax) {
    private static final int DOUBLINGS_MAX = 20;

    public Backoff {
        if (firstMillis <= 0 || millisMax < firstMillis) {
            throw new IllegalArgumentException(
                    "need 0 < firstMillis <= millisMax, got " + firstMillis + ", " + millisMax);
        }
    }

    /** Somewhere between half of the bound and the bound, after that many failures in a row (from 1). */
    public long delayMillis(int failureCount) {
        long bound = boundMillis(failureCount);
        return bound - ThreadLocalRandom.current().nextLong(bound / 2 + 1);
    }

    public long boundMillis(int failureCount) {
        int doublings = Math.min(Math.max(failureCount - 1, 0), DOUBLINGS_MAX);
        return Math.min(firstMillis << doublings, millisMax);
    }
}
