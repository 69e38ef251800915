package io.quorate.chaos.run;

import io.quorate.chaos.fault.FaultRecord;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The timeline as SVG: what was acknowledged and how long it took, above one another, over the faults. */
final class TimelinePicture {
    private static final int WIDTH = 1200;
    private static final int LEFT = 60;
    private static final int RIGHT = 20;
    private static final int LABELS_HEIGHT = 170;
    private static final int CHART_HEIGHT = 180;
    private static final int GAP = 40;
    private static final double MILLIS_LOWEST = 0.5;
    private static final double SLICES_A_SECOND = 1e9 / Timeline.SLICE_NANOS;

    private final RunResult result;
    private final Timeline timeline;
    private final double seconds;
    private final StringBuilder svg = new StringBuilder();

    private TimelinePicture(RunResult result) {
        this.result = result;
        this.timeline = result.timeline();
        this.seconds = timeline.slices().size() / SLICES_A_SECOND;
    }

    static String of(RunResult result) {
        return new TimelinePicture(result).draw();
    }

    private String draw() {
        int height = LABELS_HEIGHT + 2 * CHART_HEIGHT + GAP + 30;
        add(
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif' font-size='11'>\n",
                WIDTH, height);
        result.faults().forEach(this::fault);
        throughput(LABELS_HEIGHT);
        latency(LABELS_HEIGHT + CHART_HEIGHT + GAP);
        timeAxis(LABELS_HEIGHT + 2 * CHART_HEIGHT + GAP);
        return svg.append("</svg>\n").toString();
    }

    /** Dark while the fault lasts, light while the group recovers. */
    private void fault(FaultRecord fault) {
        double begin = x(timeline.secondsOf(fault.beginNanos()));
        double heal = x(timeline.secondsOf(fault.healNanos()));
        double end = x(timeline.secondsOf(fault.endNanos()));
        int bottom = LABELS_HEIGHT + 2 * CHART_HEIGHT + GAP;
        band(begin, heal, bottom, fault.bit() ? "#f4b6a6" : "#cccccc");
        band(heal, end, bottom, "#fbe3c8");
        add(
                "<text x='%.1f' y='%d' transform='rotate(-60 %.1f %d)'>%s<title>%s</title></text>\n",
                begin + 8,
                LABELS_HEIGHT - 6,
                begin + 8,
                LABELS_HEIGHT - 6,
                fault.kind(),
                String.join(", ", fault.victims()));
    }

    private void band(double from, double to, int bottom, String colour) {
        add(
                "<rect x='%.1f' y='%d' width='%.1f' height='%d' fill='%s'/>\n",
                from, LABELS_HEIGHT, Math.max(1, to - from), bottom - LABELS_HEIGHT, colour);
    }

    private void throughput(int top) {
        double most = timeline.slices().stream()
                .mapToDouble(slice -> Math.max(slice.acked(), slice.unknown()) * SLICES_A_SECOND)
                .max()
                .orElse(1);
        double highest = Math.max(1, most);
        frame(top, String.format(Locale.ROOT, "sends a second (to %.0f): acknowledged, unknown, failed", highest));
        line(top, "#1a7f37", slice -> slice.acked() * SLICES_A_SECOND / highest);
        line(top, "#c2410c", slice -> slice.unknown() * SLICES_A_SECOND / highest);
        line(top, "#6b7280", slice -> slice.failed() * SLICES_A_SECOND / highest);
    }

    /** On a logarithmic scale. Slices in which nothing was acknowledged leave holes. */
    private void latency(int top) {
        double highest = Math.max(
                10,
                timeline.slices().stream()
                        .mapToDouble(Timeline.Slice::p99Millis)
                        .filter(millis -> !Double.isNaN(millis))
                        .max()
                        .orElse(10));
        frame(
                top,
                String.format(
                        Locale.ROOT,
                        "latency of acknowledged sends, %.1f to %.0f ms, logarithmic: median, 99%%",
                        MILLIS_LOWEST,
                        highest));
        for (double mark = 1; mark < highest; mark *= 10) {
            double y = top + CHART_HEIGHT * (1 - share(mark, highest));
            add(
                    "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#ddd'/><text x='4' y='%.1f'>%.0f ms</text>\n",
                    LEFT, WIDTH - RIGHT, y, y, y + 4, mark);
        }
        line(top, "#1d4ed8", slice -> share(slice.medianMillis(), highest));
        line(top, "#9333ea", slice -> share(slice.p99Millis(), highest));
    }

    private static double share(double millis, double highest) {
        return Math.log(Math.max(MILLIS_LOWEST, millis) / MILLIS_LOWEST) / Math.log(highest / MILLIS_LOWEST);
    }

    private void frame(int top, String title) {
        add(
                "<rect x='%d' y='%d' width='%d' height='%d' fill='none' stroke='#999'/><text x='%d' y='%d'>%s</text>\n",
                LEFT, top, WIDTH - LEFT - RIGHT, CHART_HEIGHT, LEFT + 4, top + CHART_HEIGHT + 14, title);
    }

    private void line(int top, String colour, ToDoubleFunction<Timeline.Slice> shareOf) {
        List<Timeline.Slice> slices = timeline.slices();
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (int i = 0; i < slices.size(); i++) {
            double share = shareOf.applyAsDouble(slices.get(i));
            if (!Double.isNaN(share)) {
                path.append(String.format(
                        Locale.ROOT,
                        "%s%.1f %.1f ",
                        pen ? "L" : "M",
                        x((i + 0.5) / SLICES_A_SECOND),
                        top + CHART_HEIGHT * (1 - share)));
            }
            pen = !Double.isNaN(share);
        }
        add("<path d='%s' fill='none' stroke='%s' stroke-width='1.3'/>\n", path, colour);
    }

    private void timeAxis(int top) {
        double step = seconds > 300 ? 60 : seconds > 60 ? 10 : 5;
        for (double second = 0; second < seconds; second += step) {
            add("<text x='%.1f' y='%d'>%.0f s</text>\n", x(second), top + 28, second);
        }
    }

    private double x(double second) {
        return LEFT + (WIDTH - LEFT - RIGHT) * Math.max(0, Math.min(1, second / seconds));
    }

    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments));
    }
}
