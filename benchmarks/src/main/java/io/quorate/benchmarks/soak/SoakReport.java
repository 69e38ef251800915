package io.quorate.benchmarks.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** The curve, as a table in Markdown with a line a minute, and the verdict. */
final class SoakReport {
    /** By then compilers and caches are warm: what grows later goes on growing. */
    static final int SETTLED_SECONDS = 3 * 60;

    private static final int MINUTE_SECONDS = 60;
    private static final double MEBIBYTE = 1 << 20;

    /** All brokers and the load at one moment. */
    record Moment(long second, List<BrokerSample> brokers, Traffic traffic) {}

    private final BrokerProbe.Limits limits;
    private final int growthPercentMax;
    private final List<Moment> moments = new ArrayList<>();

    SoakReport(BrokerProbe.Limits limits, int growthPercentMax) {
        this.limits = limits;
        this.growthPercentMax = growthPercentMax;
    }

    void add(Moment moment) {
        moments.add(moment);
    }

    // ---- the curve -------------------------------------------------------------------------------------------------

    /** From the lowest to the highest of all brokers in each minute, in MiB where no other unit is named. */
    String table() {
        StringBuilder table =
                new StringBuilder("| minute | RSS | RssAnon | RssFile | heap used | heap committed | direct"
                        + " | threads | open files | segments | base of the log | sent/s | consumed/s | refused | failed |\n"
                        + "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        Map<Long, List<Moment>> minutes = new TreeMap<>();
        for (Moment moment : moments) {
            // What is seen at second 60 tells of the first minute.
            long minute = Math.max(0, moment.second() - 1) / MINUTE_SECONDS + 1;
            minutes.computeIfAbsent(minute, any -> new ArrayList<>()).add(moment);
        }
        Moment before = new Moment(0, List.of(), new Traffic(0, 0, 0, 0, 0, 0));
        for (Map.Entry<Long, List<Moment>> minute : minutes.entrySet()) {
            table.append(line(minute.getKey(), minute.getValue(), before));
            before = last(minute.getValue());
        }
        return table.toString();
    }

    private static String line(long minute, List<Moment> inMinute, Moment before) {
        Moment last = last(inMinute);
        double seconds = Math.max(1, last.second() - before.second());
        return String.format(
                Locale.ROOT,
                "| %d | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %.0f | %.0f | %d | %d |%n",
                minute,
                mebibytes(inMinute, BrokerSample::rssBytes),
                mebibytes(inMinute, BrokerSample::rssAnonBytes),
                mebibytes(inMinute, BrokerSample::rssFileBytes),
                mebibytes(inMinute, BrokerSample::heapUsedBytes),
                mebibytes(inMinute, BrokerSample::heapCommittedBytes),
                mebibytes(inMinute, BrokerSample::directBytes),
                range(inMinute, BrokerSample::threads, 1),
                range(inMinute, BrokerSample::openFiles, 1),
                range(inMinute, BrokerSample::segmentCount, 1),
                mebibytes(inMinute, BrokerSample::basePosition),
                (last.traffic().acked() - before.traffic().acked()) / seconds,
                (last.traffic().consumed() - before.traffic().consumed()) / seconds,
                last.traffic().refused() - before.traffic().refused(),
                last.traffic().failed() - before.traffic().failed());
    }

    private static Moment last(List<Moment> some) {
        return some.get(some.size() - 1);
    }

    private static String mebibytes(List<Moment> some, ToLongFunction<BrokerSample> figure) {
        return range(some, figure, MEBIBYTE);
    }

    private static String range(List<Moment> some, ToLongFunction<BrokerSample> figure, double unit) {
        LongSummaryStatistics all = some.stream()
                .flatMap(moment -> moment.brokers().stream())
                .mapToLong(figure)
                .summaryStatistics();
        return String.format(Locale.ROOT, "%.0f–%.0f", all.getMin() / unit, all.getMax() / unit);
    }

    // ---- the verdict -----------------------------------------------------------------------------------------------

    /** One sentence of the verdict. */
    record Finding(boolean good, String text) {
        @Override
        public String toString() {
            return (good ? "ok:     " : "FAILED: ") + text;
        }
    }

    /** At least one moment must have been added. */
    List<Finding> verdict() {
        List<Finding> findings = new ArrayList<>();
        findings.add(within("heap used", highest(BrokerSample::heapUsedBytes), limits.heapBytesMax()));
        findings.add(within("direct memory", highest(BrokerSample::directBytes), limits.directBytesMax()));
        for (BrokerSample broker : last(moments).brokers()) {
            findings.add(growth(broker.node()));
        }
        Traffic traffic = last(moments).traffic();
        findings.add(new Finding(
                traffic.failed() == 0,
                String.format(
                        Locale.ROOT,
                        "%d sent, %d refused, %d failed otherwise",
                        traffic.acked(),
                        traffic.refused(),
                        traffic.failed())));
        findings.add(new Finding(
                traffic.missing() == 0,
                String.format(
                        Locale.ROOT,
                        "%d acknowledged and never consumed; %d consumed more than once",
                        traffic.missing(),
                        traffic.again())));
        return findings;
    }

    private long highest(ToLongFunction<BrokerSample> figure) {
        return moments.stream()
                .flatMap(moment -> moment.brokers().stream())
                .mapToLong(figure)
                .max()
                .orElse(0);
    }

    private static Finding within(String what, long highest, long bound) {
        return new Finding(
                highest <= bound,
                String.format(Locale.ROOT, "%s reached %.0f of %.0f MiB", what, highest / MEBIBYTE, bound / MEBIBYTE));
    }

    /** By the straight line that fits best: single samples go up and down with the collector. */
    private Finding growth(String node) {
        List<Moment> settled = moments.stream()
                .filter(moment -> moment.second() >= SETTLED_SECONDS)
                .toList();
        if (last(moments).second() < SETTLED_SECONDS + MINUTE_SECONDS) {
            return new Finding(true, node + ": growth is not judged, that takes four minutes at least");
        }
        Line rssAnon = Line.through(settled, node, BrokerSample::rssAnonBytes);
        Line heap = Line.through(settled, node, BrokerSample::heapCommittedBytes);
        double percent = 100 * (rssAnon.end() - rssAnon.start()) / rssAnon.start();
        return new Finding(
                percent <= growthPercentMax,
                String.format(
                        Locale.ROOT,
                        "%s: RssAnon from %.0f to %.0f MiB after minute 3: %+.1f %% (allowed %d), %+.2f MiB a minute;"
                                + " committed heap %+.2f",
                        node,
                        rssAnon.start() / MEBIBYTE,
                        rssAnon.end() / MEBIBYTE,
                        percent,
                        growthPercentMax,
                        rssAnon.slope() * MINUTE_SECONDS / MEBIBYTE,
                        heap.slope() * MINUTE_SECONDS / MEBIBYTE));
    }

    /** Least squares, of a figure over seconds. */
    private record Line(double start, double end, double slope) {
        static Line through(List<Moment> moments, String node, ToLongFunction<BrokerSample> figure) {
            double meanSecond =
                    moments.stream().mapToLong(Moment::second).average().orElseThrow();
            double mean = moments.stream()
                    .mapToLong(moment -> of(moment, node, figure))
                    .average()
                    .orElseThrow();
            double products = 0;
            double squares = 0;
            for (Moment moment : moments) {
                double distance = moment.second() - meanSecond;
                products += distance * (of(moment, node, figure) - mean);
                squares += distance * distance;
            }
            double slope = products / squares;
            return new Line(
                    mean + slope * (moments.get(0).second() - meanSecond),
                    mean + slope * (last(moments).second() - meanSecond),
                    slope);
        }

        private static long of(Moment moment, String node, ToLongFunction<BrokerSample> figure) {
            return moment.brokers().stream()
                    .filter(broker -> broker.node().equals(node))
                    .mapToLong(figure)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
