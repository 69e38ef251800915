package io.quorate.chaos.run;

import io.quorate.simulation.check.Call;
import io.quorate.simulation.check.History;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.check.Operation.Poll;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What happened when: sends and polls of all histories, in slices of time. Immutable once made. */
final class Timeline {
    static final long SLICE_NANOS = 250_000_000;

    /** One slice. Latencies are of sends acknowledged in it; NaN if there are none. */
    record Slice(int acked, int failed, int unknown, int polled, double medianMillis, double p99Millis) {}

    private final long startNanos;
    private final List<Slice> slices;
    private final long[] ackNanos; // ascending

    private Timeline(long startNanos, List<Slice> slices, long[] ackNanos) {
        this.startNanos = startNanos;
        this.slices = slices;
        this.ackNanos = ackNanos;
    }

    static Timeline of(List<History> histories, long startNanos, long endNanos) {
        int count = (int) ((endNanos - startNanos) / SLICE_NANOS) + 1;
        int[][] counts = new int[4][count];
        List<List<Double>> latencies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            latencies.add(new ArrayList<>());
        }
        List<Long> acks = new ArrayList<>();
        for (History history : histories) {
            for (Operation operation : history.operations()) {
                Call call = operation.call();
                if (call.completedNanos() == Call.NEVER || call.completedNanos() > endNanos) {
                    continue;
                }
                int slice = (int) Math.max(0, (call.completedNanos() - startNanos) / SLICE_NANOS);
                if (operation.isSend()) {
                    switch (call.outcome()) {
                        case OK -> {
                            counts[0][slice]++;
                            acks.add(call.completedNanos());
                            latencies.get(slice).add((call.completedNanos() - call.invokedNanos()) / 1e6);
                        }
                        case FAIL -> counts[1][slice]++;
                        case INFO -> counts[2][slice]++;
                    }
                } else if (operation instanceof Poll && call.isOk()) {
                    counts[3][slice]++;
                }
            }
        }
        List<Slice> slices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] sorted = latencies.get(i).stream()
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
            slices.add(new Slice(
                    counts[0][i],
                    counts[1][i],
                    counts[2][i],
                    counts[3][i],
                    quantile(sorted, 0.5),
                    quantile(sorted, 0.99)));
        }
        return new Timeline(
                startNanos,
                slices,
                acks.stream().mapToLong(Long::longValue).sorted().toArray());
    }

    /** Of ascending values; NaN if there are none. */
    static double quantile(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    List<Slice> slices() {
        return slices;
    }

    double secondsOf(long nanos) {
        return (nanos - startNanos) / 1e9;
    }

    int ackedCount() {
        return ackNanos.length;
    }

    /** From then to the first acknowledgement after it; NaN if there is none. */
    double secondsToNextAck(long nanos) {
        int next = firstAfter(nanos);
        return next == ackNanos.length ? Double.NaN : (ackNanos[next] - nanos) / 1e9;
    }

    /** The longest time without an acknowledgement between two that overlaps the given span. */
    double longestGapSeconds(long fromNanos, long toNanos) {
        double longest = 0;
        for (int i = Math.max(1, firstAfter(fromNanos)); i < ackNanos.length && ackNanos[i - 1] < toNanos; i++) {
            longest = Math.max(longest, (ackNanos[i] - ackNanos[i - 1]) / 1e9);
        }
        return longest;
    }

    private int firstAfter(long nanos) {
        int found = Arrays.binarySearch(ackNanos, nanos);
        int next = found >= 0 ? found : -found - 1;
        while (next < ackNanos.length && ackNanos[next] <= nanos) {
            next++;
        }
        return next;
    }
}
