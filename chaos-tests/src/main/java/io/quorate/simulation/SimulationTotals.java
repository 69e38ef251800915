package io.quorate.simulation;

import io.quorate.simulation.fault.FaultKind;
import io.quorate.simulation.fault.FaultTally;
import io.quorate.simulation.world.SnapshotCounts;
import java.util.Locale;

/** Sums over many runs. Any thread. */
final class SimulationTotals {
    private final long startNanos = System.nanoTime();
    private final FaultTally tally = new FaultTally();
    private final SnapshotCounts snapshots = new SnapshotCounts();
    private long seedCount;
    private long repeatedCount;
    private long eventCount;
    private long virtualMicros;
    private long acknowledgedCount;
    private long leaderCount;

    synchronized void add(SimulationResult result) {
        seedCount++;
        eventCount += result.eventCount();
        virtualMicros += result.virtualMicros();
        acknowledgedCount += result.acknowledgedCount();
        leaderCount += result.leaderCount();
        tally.addAll(result.tally());
        snapshots.addAll(result.snapshots());
    }

    synchronized void repeated(SimulationResult again) {
        repeatedCount++;
        eventCount += again.eventCount();
        virtualMicros += again.virtualMicros();
    }

    synchronized long seedCount() {
        return seedCount;
    }

    /** How far it has come, on one line. */
    synchronized String progress() {
        double seconds = Math.max(1e-3, (System.nanoTime() - startNanos) / 1e9);
        return String.format(
                Locale.ROOT,
                "%6.0f s  seeds %d  virtual %.2f h  %.0f events/s  %.0f virtual s/s  acknowledged %d  faults %d:%s",
                seconds,
                seedCount,
                virtualMicros / 3.6e9,
                eventCount / seconds,
                virtualMicros / 1e6 / seconds,
                acknowledgedCount,
                tally.injectedCount(),
                kinds());
    }

    private String kinds() {
        StringBuilder text = new StringBuilder();
        for (FaultKind kind : FaultKind.values()) {
            long injected = tally.count(kind).injected();
            if (injected > 0) {
                text.append(' ')
                        .append(kind.description().replace(' ', '-'))
                        .append('=')
                        .append(injected);
            }
        }
        return text.toString();
    }

    /** Everything, as a table. */
    synchronized String summary() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%-18s %10s %10s%n", "fault", "injected", "bit"));
        for (FaultKind kind : FaultKind.values()) {
            FaultTally.Count count = tally.count(kind);
            text.append(
                    String.format(Locale.ROOT, "%-18s %10d %10d%n", kind.description(), count.injected(), count.bit()));
        }
        text.append(String.format(
                Locale.ROOT,
                "%d seeds, %d of them run twice; %d terms led, %d messages acknowledged; %d bases moved, %d"
                        + " snapshots installed; %d events in %.2f virtual hours",
                seedCount,
                repeatedCount,
                leaderCount,
                acknowledgedCount,
                snapshots.basesMovedCount(),
                snapshots.installedCount(),
                eventCount,
                virtualMicros / 3.6e9));
        return text.toString();
    }

    /** Kinds that were injected often and never had an effect: a suite that tests nothing there. */
    synchronized String withoutBite(long injectedMin) {
        StringBuilder text = new StringBuilder();
        for (FaultKind kind : FaultKind.values()) {
            FaultTally.Count count = tally.count(kind);
            if (count.injected() >= injectedMin && count.bit() == 0) {
                text.append(' ').append(kind.description());
            }
        }
        return text.toString();
    }
}
