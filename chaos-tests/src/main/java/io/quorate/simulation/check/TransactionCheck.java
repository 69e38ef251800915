package io.quorate.simulation.check;

import io.quorate.simulation.check.HistoryIndex.Transaction;
import io.quorate.simulation.check.Operation.Decision;
import io.quorate.simulation.check.Operation.Fate;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * C14: nobody is shown a transaction's message before its owner decided to commit it; once that is decided it is shown, whether the
 * broker heard of it at once or had to ask; and who has not decided is asked. That what was rolled back is never shown is C4,
 * that nothing is shown twice C5.
 */
public final class TransactionCheck {
    /** The promise counts from the decision, or the message, or the end of the faults, whichever is last. */
    public static final long SETTLED_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

    private TransactionCheck() {}

    public static Verdict check(HistoryIndex index) {
        Findings findings = new Findings("C14 transaction");
        int committed = 0;
        int checks = 0;
        for (Transaction transaction : index.transactions()) {
            SentValue value = index.valueIfAny(transaction.value);
            Decision commit = transaction.first(Fate.COMMIT);
            checkShown(transaction, commit, value, findings);
            if (commit != null) {
                committed++;
                checkCommitted(index, commit, value, findings);
            } else if (transaction.first(Fate.ROLLBACK) == null) {
                checkAsked(index, transaction, findings);
            }
            checks += (int)
                    transaction.decisions.stream().filter(Decision::checked).count();
        }
        return findings.verdict(
                index.transactions().size() + " transactions, " + committed + " committed, asked " + checks + " times");
    }

    /** Values that must be shown in the end. */
    public static Set<String> committed(HistoryIndex index) {
        return index.transactions().stream()
                .filter(transaction -> transaction.first(Fate.COMMIT) != null)
                .map(transaction -> transaction.value)
                .collect(Collectors.toSet());
    }

    /** Values of stored messages whose owner must be asked. */
    public static Set<String> undecided(HistoryIndex index) {
        return index.transactions().stream()
                .filter(transaction ->
                        transaction.half != null && transaction.half.call().isOk())
                .filter(transaction ->
                        transaction.first(Fate.COMMIT) == null && transaction.first(Fate.ROLLBACK) == null)
                .map(transaction -> transaction.value)
                .collect(Collectors.toSet());
    }

    private static void checkShown(Transaction transaction, Decision commit, SentValue value, Findings findings) {
        if (value == null || transaction.half == null) {
            return;
        }
        for (Place place : value.places) {
            boolean undecided = commit == null
                    ? transaction.first(Fate.ROLLBACK) == null
                    : place.isRead() && place.readBefore(commit.call());
            if (place.isRead() && undecided) {
                String detail = value.value + " at " + place.queue + " " + place.offset;
                findings.add(Anomaly.UNDECIDED_SHOWN, detail, transaction.half, place.firstRead);
            }
        }
    }

    private static void checkCommitted(HistoryIndex index, Decision commit, SentValue value, Findings findings) {
        for (QueueFacts queue : index.queues()) {
            for (FinalLog finalLog : queue.finalLogs) {
                if (isSettled(commit, finalLog) && isMissing(value, finalLog)) {
                    String detail = commit.value() + " in " + queue.name;
                    findings.add(Anomaly.COMMITTED_MISSING, detail, commit, finalLog.drain);
                }
            }
        }
    }

    private static boolean isMissing(SentValue value, FinalLog finalLog) {
        return value != null && value.wasSentTo(finalLog.drain.queue()) && finalLog.lacks(value);
    }

    private static void checkAsked(HistoryIndex index, Transaction transaction, Findings findings) {
        if (transaction.half == null || !transaction.half.call().isOk()) {
            return;
        }
        Operation last = transaction.decisions.isEmpty()
                ? transaction.half
                : transaction.decisions.get(transaction.decisions.size() - 1);
        for (QueueFacts queue : index.queues()) {
            for (FinalLog finalLog : queue.finalLogs) {
                if (isSettled(last, finalLog)) {
                    findings.add(Anomaly.NEVER_CHECKED, transaction.value, last, finalLog.drain);
                    return;
                }
            }
        }
    }

    private static boolean isSettled(Operation since, FinalLog finalLog) {
        return since.call().completedNanos() <= finalLog.drain.call().invokedNanos() - SETTLED_NANOS_MAX;
    }
}
