package io.quorate.simulation.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What happened: a hash over all of it, equal in two runs of a seed, and the newest lines to be read by people. A line is
 * put into words only when it is asked for.
 */
public final class Trace {
    /** Lines kept; older ones go. */
    public static final int LINES_MAX = 400;

    private final long[] atMicros = new long[LINES_MAX];
    private final Object[] who = new Object[LINES_MAX];
    private final Object[] what = new Object[LINES_MAX];
    private final long[] firsts = new long[LINES_MAX];
    private final long[] seconds = new long[LINES_MAX];
    private final Timeline timeline;
    private long count;
    private long hash = 1;

    public Trace(Timeline timeline) {
        this.timeline = timeline;
    }

    /**
     * Notes one thing.
     *
     * @param who a node, mostly; its hash code, like that of {@code what}, must be the same in every run
     */
    public void note(Object who, Object what, long first, long second) {
        int at = (int) (count++ % LINES_MAX);
        long now = timeline.nowMicros();
        atMicros[at] = now;
        this.who[at] = who;
        this.what[at] = what;
        firsts[at] = first;
        seconds[at] = second;
        mix(now);
        mix(who.hashCode());
        mix(what.hashCode());
        mix(first * 31 + second);
    }

    private void mix(long value) {
        hash = (Long.rotateLeft(hash, 23) ^ value) * 0x9E3779B97F4A7C15L;
    }

    public long hash() {
        return hash ^ (hash >>> 31);
    }

    /** The newest lines, oldest first. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (long number = Math.max(0, count - LINES_MAX); number < count; number++) {
            int at = (int) (number % LINES_MAX);
            lines.add(String.format(
                    Locale.ROOT,
                    "%12.3f ms  %-4s %s%s",
                    atMicros[at] / 1000.0,
                    who[at],
                    what[at],
                    firsts[at] == 0 && seconds[at] == 0 ? "" : " " + firsts[at] + " " + seconds[at]));
        }
        return lines;
    }
}
