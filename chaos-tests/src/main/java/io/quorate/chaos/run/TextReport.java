package io.quorate.chaos.run;

import io.quorate.chaos.fault.FaultRecord;
import io.quorate.simulation.check.Verdict;
import java.util.Locale;

/** A run in words. */
final class TextReport {
    private TextReport() {}

    static String of(RunResult result) {
        StringBuilder text = new StringBuilder();
        ChaosOptions options = result.options();
        line(text, "chaos run: back end %s, seed %d, commit %s", options.backEnd(), options.seed(), options.commit());
        line(
                text,
                "workloads %s, %.0f s under load, %d sends acknowledged, %d faults",
                options.workloads(),
                result.seconds(),
                result.timeline().ackedCount(),
                result.faults().size());
        result.facts().forEach(fact -> line(text, "%s", fact));
        result.skipped().forEach(each -> line(text, "skipped: %s", each));
        text.append('\n');
        faults(text, result);
        availability(text, result);
        for (Verdict verdict : result.verdicts()) {
            line(text, "%s", verdict);
        }
        result.doubts().forEach(doubt -> line(text, "INVALID RUN: %s", doubt));
        line(text, "verdict: %s", result.outcome());
        return text.toString();
    }

    private static void faults(StringBuilder text, RunResult result) {
        line(text, "%8s %8s %8s  %-28s %s", "begin s", "bit s", "healed s", "fault", "whom, and the proof");
        for (FaultRecord fault : result.faults()) {
            Timeline timeline = result.timeline();
            line(
                    text,
                    "%8.1f %8s %8s  %-28s %s %s",
                    timeline.secondsOf(fault.beginNanos()),
                    fault.bit() ? seconds(timeline.secondsOf(fault.biteNanos().getAsLong())) : "NO BITE",
                    fault.isHealed()
                            ? seconds(timeline.secondsOf(fault.healedNanos().getAsLong()))
                            : "NEVER",
                    fault.kind(),
                    fault.victims(),
                    fault.bite());
        }
        text.append('\n');
    }

    private static void availability(StringBuilder text, RunResult result) {
        line(text, "longest time without an acknowledgement while a fault lasted (ends included), in seconds");
        line(text, "%-28s %5s %8s %8s %22s", "fault", "times", "median", "worst", "healed to next ack, worst");
        for (Availability.Row row : result.availability()) {
            line(
                    text,
                    "%-28s %5d %8s %8s %22s",
                    row.kind(),
                    row.count(),
                    seconds(row.gapMedian()),
                    seconds(row.gapMax()),
                    seconds(row.recoveryMax()));
        }
        text.append('\n');
    }

    static String seconds(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }

    private static void line(StringBuilder text, String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
