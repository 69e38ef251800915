package io.quorate.simulation.world;

import java.util.List;
import java.util.SplittableRandom;

/** One stream of chance, from one seed. Each part of a simulation has its own, so that a change in one moves no other. */
public final class Chance {
    private final SplittableRandom random;

    public Chance(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A stream of its own, drawn from this one. */
    public Chance split() {
        return new Chance(random.nextLong());
    }

    public long seed() {
        return random.nextLong();
    }

    /** A number in {@code [0, bound)}. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** A number from {@code min} to {@code max}, both included. */
    public long between(long min, long max) {
        return min + random.nextLong(max - min + 1);
    }

    public int between(int min, int max) {
        return min + random.nextInt(max - min + 1);
    }

    /** As {@link #between}, but small numbers are as likely as large ones: what differs by a factor matters. */
    public long logBetween(long min, long max) {
        double drawn = min * Math.exp(random.nextDouble() * Math.log((double) max / min));
        return Math.max(min, Math.min(max, Math.round(drawn)));
    }

    public boolean percent(double percent) {
        return percent > 0 && random.nextDouble() * 100 < percent;
    }

    public boolean coin() {
        return random.nextBoolean();
    }

    /** Waits of a process without memory: mostly short, sometimes long, at most ten times the mean. */
    public long exponential(long mean) {
        return mean <= 0 ? 0 : Math.min(10 * mean, (long) (-mean * Math.log(1 - random.nextDouble())));
    }

    public <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
