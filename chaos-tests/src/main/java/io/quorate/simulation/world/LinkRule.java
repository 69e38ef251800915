package io.quorate.simulation.world;

import java.util.ArrayList;
import java.util.List;

/** What a fault does to the messages of one directed link, until it is taken back. */
public final class LinkRule {
    /** What happens to a message. */
    public enum Effect {
        DROP,
        /** Kept until the rule is taken back, then delivered. */
        HOLD,
        /** Delivered late. */
        DELAY,
        /** A bit of the bytes behind it is another one; messages without such bytes are left alone. */
        CORRUPT
    }

    /** Messages a holding link keeps; more are dropped. */
    static final int HELD_MAX = 500;

    private final Effect effect;
    private final long delayMicros;
    private final Runnable whenHit;
    final List<Runnable> held = new ArrayList<>();

    /** @param whenHit told of each message it touched */
    public LinkRule(Effect effect, long delayMicros, Runnable whenHit) {
        this.effect = effect;
        this.delayMicros = delayMicros;
        this.whenHit = whenHit;
    }

    Effect effect() {
        return effect;
    }

    long delayMicros() {
        return delayMicros;
    }

    void hit() {
        whenHit.run();
    }
}
