package io.quorate.simulation.world;

/** A node's idea of the time of day, which may be wrong and may jump. Nothing but timestamps may depend on it. */
public final class WallClock {
    public static final long START_MILLIS = 1_700_000_000_000L;

    private final Timeline timeline;
    private long offsetMillis;
    private Runnable whenRead = () -> {};

    WallClock(Timeline timeline) {
        this.timeline = timeline;
    }

    long nowMillis() {
        whenRead.run();
        return START_MILLIS + timeline.nowMicros() / 1000 + offsetMillis;
    }

    /** From now on the clock shows the time so much off; {@code hit} is told when it is read. */
    public void offset(long millis, Runnable hit) {
        offsetMillis = millis;
        whenRead = hit;
    }

    void heal() {
        offset(0, () -> {});
    }
}
