package io.quorate.broker.state;

import java.util.Map;
import java.util.TreeMap;

/**
 * Where in the log pending messages stand, about: how many in each stretch of it. Tells the first of the first stretch that
 * has any left, which is at or a little before the oldest pending one. Replica loop only.
 */
final class PendingPositions {
    private static final int STRETCH_BYTES = 64 << 10;

    private static final class Stretch {
        private long firstPosition = Long.MAX_VALUE;
        private int count;
    }

    private final TreeMap<Long, Stretch> stretches = new TreeMap<>(); // none is empty

    void add(long position) {
        Stretch stretch = stretches.computeIfAbsent(position / STRETCH_BYTES, absent -> new Stretch());
        stretch.firstPosition = Math.min(stretch.firstPosition, position);
        stretch.count++;
    }

    void remove(long position) {
        stretches.computeIfPresent(
                position / STRETCH_BYTES, (number, stretch) -> --stretch.count == 0 ? null : stretch);
    }

    /** {@link Long#MAX_VALUE} if there is none. */
    long oldest() {
        Map.Entry<Long, Stretch> first = stretches.firstEntry();
        return first == null ? Long.MAX_VALUE : first.getValue().firstPosition;
    }
}
