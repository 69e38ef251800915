package io.quorate.simulation.check;

import io.quorate.simulation.check.HistoryIndex.Committed;
import io.quorate.simulation.check.Operation.Commit;
import io.quorate.simulation.check.Operation.CommitQuery;
import io.quorate.simulation.check.Operation.Register;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * C11: a consumer group's offset in a queue is a register. Where the commits follow each other in time and rise, bounds tell it
 * in one pass: at least what was acknowledged or told before, at most what was asked for. Where they do not, the search
 * for an order does. {@link Operation#NONE} is the answer as long as nothing was committed.
 */
public final class ConsumerOffsetCheck {
    private ConsumerOffsetCheck() {}

    public static Verdict check(HistoryIndex index, CommitRule rule, long stepsMax) {
        Findings findings = new Findings("C11 consumer offset");
        for (Committed committed : index.committed()) {
            if (committed.commits().isEmpty()) {
                continue; // others commit, and do not say what: CommittedDeliveryCheck
            }
            if (isOneRisingWriter(committed.commits())) {
                checkBounds(committed, rule, findings);
            } else {
                String key = committed.consumerGroup() + "@" + committed.queue();
                LinearizabilityCheck.check(key, asRegister(committed), rule.model(), stepsMax, findings);
            }
            checkEnd(index.queueIfAny(committed.queue()), committed, findings);
        }
        return findings.verdict();
    }

    private static boolean isOneRisingWriter(List<Commit> commits) {
        Commit earlier = null;
        for (Commit commit : commits) {
            if (commit.call().isFail()) {
                continue;
            }
            if (earlier != null) {
                boolean overlap = earlier.call().isOk()
                        && earlier.call().completedNanos() >= commit.call().invokedNanos();
                if (overlap || earlier.offset() > commit.offset()) {
                    return false;
                }
            }
            earlier = commit;
        }
        return true;
    }

    private static List<Register> asRegister(Committed committed) {
        String key = committed.consumerGroup() + "@" + committed.queue();
        List<Register> operations = new ArrayList<>();
        committed.commits().forEach(commit -> operations.add(Register.write(commit.call(), key, commit.offset())));
        committed.queries().forEach(query -> {
            Register read = Register.read(query.call(), key);
            operations.add(query.call().isOk() ? read.answered(query.call().completedNanos(), query.offset()) : read);
        });
        return operations;
    }

    private static void checkBounds(Committed committed, CommitRule rule, Findings findings) {
        RunningMaximum floor = new RunningMaximum();
        RunningMaximum ceiling = new RunningMaximum();
        Set<Long> asked = new HashSet<>();
        for (Commit commit : committed.commits()) {
            if (commit.call().isOk()) {
                floor.add(commit.call().completedNanos(), commit.offset(), commit);
            }
            if (!commit.call().isFail()) {
                ceiling.add(commit.call().invokedNanos(), commit.offset(), commit);
                asked.add(commit.offset());
            }
        }
        for (CommitQuery query : committed.queries()) {
            if (query.call().isOk()) {
                floor.add(query.call().completedNanos(), query.offset(), query);
            }
        }
        for (CommitQuery query : committed.queries()) {
            if (query.call().isOk()) {
                checkFloor(committed, rule, floor, query, findings);
                checkCeiling(committed, ceiling, asked, query, findings);
            }
        }
    }

    private static void checkFloor(
            Committed committed, CommitRule rule, RunningMaximum floor, CommitQuery query, Findings findings) {
        long least = floor.valueBefore(query.call().invokedNanos());
        if (query.offset() < least && !(rule == CommitRule.LAST_WRITER_WINS && mayHaveLandedLate(committed, query))) {
            Operation because = floor.operationBefore(query.call().invokedNanos());
            findings.add(Anomaly.COMMIT_LOST, text(committed) + " " + query.offset() + " < " + least, because, query);
        }
    }

    /** A commit of unknown outcome may take effect after later ones. */
    private static boolean mayHaveLandedLate(Committed committed, CommitQuery query) {
        for (Commit commit : committed.commits()) {
            boolean unknown = commit.call().outcome() == Outcome.INFO;
            if (unknown
                    && commit.offset() == query.offset()
                    && commit.call().invokedNanos() <= query.call().completedNanos()) {
                return true;
            }
        }
        return false;
    }

    private static void checkCeiling(
            Committed committed, RunningMaximum ceiling, Set<Long> asked, CommitQuery query, Findings findings) {
        long most = Math.max(Operation.NONE, ceiling.valueBefore(query.call().completedNanos() + 1));
        if (query.offset() > most) {
            findings.add(Anomaly.COMMIT_FROM_FUTURE, text(committed) + " " + query.offset() + " > " + most, query);
        } else if (query.offset() != Operation.NONE && !asked.contains(query.offset())) {
            findings.add(Anomaly.COMMIT_PHANTOM, text(committed) + " " + query.offset(), query);
        }
    }

    private static void checkEnd(QueueFacts queue, Committed committed, Findings findings) {
        if (queue == null || queue.drains.isEmpty()) {
            return;
        }
        long end = queue.drains.stream()
                .mapToLong(drain -> drain.endOffset())
                .max()
                .orElseThrow();
        for (CommitQuery query : committed.queries()) {
            if (query.call().isOk() && query.offset() > end) {
                findings.add(Anomaly.COMMIT_BEYOND_END, text(committed) + " end " + end, query);
            }
        }
    }

    private static String text(Committed committed) {
        return committed.consumerGroup() + "@" + committed.queue();
    }
}
