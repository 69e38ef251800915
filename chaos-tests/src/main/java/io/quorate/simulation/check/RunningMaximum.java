package io.quorate.simulation.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Points in time with a value each, and the highest value of all points before some time. Add all, then ask. */
final class RunningMaximum {
    private record Point(long nanos, long value, Operation by) {}

    private static final Point NOTHING = new Point(Long.MIN_VALUE, Long.MIN_VALUE, null);

    private final List<Point> points = new ArrayList<>();
    private boolean sealed;

    void add(long nanos, long value, Operation by) {
        points.add(new Point(nanos, value, by));
        sealed = false;
    }

    /** {@link Long#MIN_VALUE} if there is no point before. */
    long valueBefore(long nanos) {
        return before(nanos).value();
    }

    /** Who gave {@link #valueBefore}; null if there is no point before. */
    Operation operationBefore(long nanos) {
        return before(nanos).by();
    }

    private Point before(long nanos) {
        seal();
        int low = 0;
        int high = points.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (points.get(middle).nanos() < nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? NOTHING : points.get(low - 1);
    }

    /** After it each point carries the maximum of itself and all before it. */
    private void seal() {
        if (sealed) {
            return;
        }
        points.sort(Comparator.comparingLong(Point::nanos));
        for (int i = 1; i < points.size(); i++) {
            Point highest = points.get(i - 1);
            if (highest.value() > points.get(i).value()) {
                points.set(i, new Point(points.get(i).nanos(), highest.value(), highest.by()));
            }
        }
        sealed = true;
    }
}
