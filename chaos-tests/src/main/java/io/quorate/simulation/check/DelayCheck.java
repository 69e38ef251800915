package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Delayed;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * C15: a delayed message is shown to nobody before it is due, and is there soon after. That it is there once is C5. With the clocks of
 * the nodes set apart, by so much it may come early.
 */
public final class DelayCheck {
    /** The promise counts from when it is due, or the end of the faults, whichever is later. */
    public static final long DELIVERED_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);
    /** Due times are told in milliseconds of another clock than the history's. */
    private static final long ROUNDING_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private DelayCheck() {}

    /**
     * Judges delayed messages.
     *
     * @param clockSkewNanos how far the nodes' clocks were from the senders' at most
     */
    public static Verdict check(HistoryIndex index, long clockSkewNanos) {
        Findings findings = new Findings("C15 delay");
        long latestNanos = 0;
        for (Delayed delayed : index.delayed()) {
            SentValue value = index.valueIfAny(delayed.value());
            for (Place place : value.places) {
                if (place.isRead()) {
                    long lateNanos = place.firstRead.call().completedNanos() - delayed.dueNanos();
                    latestNanos = Math.max(latestNanos, lateNanos);
                    if (lateNanos < -clockSkewNanos - ROUNDING_NANOS) {
                        String detail = delayed.value() + " by " + -lateNanos / 1000 + " microseconds";
                        findings.add(Anomaly.EARLY, detail, delayed, place.firstRead);
                    }
                }
            }
            checkDelivered(index, delayed, value, findings);
        }
        return findings.verdict(index.delayed().size() + " messages, first read at most " + latestNanos / 1_000_000
                + " ms after they were due");
    }

    /** Values that must be shown in the end. */
    public static Set<String> acknowledged(HistoryIndex index) {
        return index.delayed().stream()
                .filter(delayed -> delayed.call().isOk())
                .map(Delayed::value)
                .collect(Collectors.toSet());
    }

    private static void checkDelivered(HistoryIndex index, Delayed delayed, SentValue value, Findings findings) {
        QueueFacts queue = index.queueIfAny(delayed.queue());
        if (!delayed.call().isOk() || queue == null) {
            return;
        }
        for (FinalLog finalLog : queue.finalLogs) {
            long sinceDueNanos = finalLog.drain.call().invokedNanos() - delayed.dueNanos();
            if (sinceDueNanos >= DELIVERED_NANOS_MAX && finalLog.lacks(value)) {
                findings.add(Anomaly.DELAYED_MISSING, delayed.value(), delayed, finalLog.drain);
            }
        }
    }
}
