package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Batch;
import io.quorate.simulation.check.Operation.Commit;
import io.quorate.simulation.check.Operation.CommitQuery;
import io.quorate.simulation.check.Operation.Decision;
import io.quorate.simulation.check.Operation.Delayed;
import io.quorate.simulation.check.Operation.Delivery;
import io.quorate.simulation.check.Operation.Drain;
import io.quorate.simulation.check.Operation.EdgeQuery;
import io.quorate.simulation.check.Operation.Half;
import io.quorate.simulation.check.Operation.Hide;
import io.quorate.simulation.check.Operation.Lookup;
import io.quorate.simulation.check.Operation.Poll;
import io.quorate.simulation.check.Operation.Pop;
import io.quorate.simulation.check.Operation.Register;
import io.quorate.simulation.check.Operation.Seek;
import io.quorate.simulation.check.Operation.Send;
import java.util.List;

/** Operations as one line for the reader of a report. */
final class OperationText {
    private static final int RECORDS_SHOWN_MAX = 4;

    private OperationText() {}

    static String of(Operation operation) {
        Call call = operation.call();
        String until = call.completedNanos() == Call.NEVER ? "" : Long.toString(call.completedNanos());
        String node = call.node().isEmpty() ? "" : " from " + call.node();
        return "#" + call.number() + " p" + call.process() + " [" + call.invokedNanos() + ".." + until + "] "
                + asked(operation) + " -> " + call.outcome() + (call.isOk() ? told(operation) : "") + node;
    }

    private static String asked(Operation operation) {
        if (operation instanceof Send send) {
            return "send " + send.queue() + " " + send.value();
        } else if (operation instanceof Batch batch) {
            return "batch " + batch.queue() + " " + String.join(" ", batch.values());
        } else if (operation instanceof Delayed delayed) {
            return "delayed " + delayed.queue() + " " + delayed.value() + " until " + delayed.dueNanos();
        } else if (operation instanceof Half half) {
            return "half " + half.queue() + " " + half.value();
        } else if (operation instanceof Decision decision) {
            return (decision.checked() ? "when asked, " : "") + decision.fate() + " " + decision.value();
        } else if (operation instanceof Delivery delivery) {
            return delivery.consumer() + " of " + delivery.consumerGroup() + " given " + delivery.queue()
                    + records(List.of(delivery.message()));
        } else if (operation instanceof Pop pop) {
            return "pop " + pop.consumerGroup() + "@" + pop.queue() + " hidden for " + pop.hiddenNanos();
        } else if (operation instanceof Hide hide) {
            return (hide.isAcknowledgement() ? "ack " : "hide for " + hide.hiddenNanos() + " ") + hide.consumerGroup()
                    + "@" + hide.queue() + " " + hide.offset();
        } else if (operation instanceof Seek seek) {
            return seek.consumer() + " seek " + seek.queue() + " " + seek.position();
        } else if (operation instanceof Poll poll) {
            return poll.consumer() + " poll " + poll.queue() + " " + poll.position();
        } else if (operation instanceof Lookup lookup) {
            return "look up " + lookup.value() + " by " + lookup.by();
        } else if (operation instanceof Drain drain) {
            return "drain " + drain.queue();
        } else if (operation instanceof EdgeQuery query) {
            return query.edge() + " of " + query.queue();
        } else if (operation instanceof Commit commit) {
            return "commit " + commit.consumerGroup() + "@" + commit.queue() + " " + commit.offset();
        } else if (operation instanceof CommitQuery query) {
            return "committed " + query.consumerGroup() + "@" + query.queue();
        }
        Register register = (Register) operation;
        return switch (register.action()) {
            case READ -> "read " + register.key();
            case WRITE -> "write " + register.key() + " " + register.argument();
            case CAS -> "cas " + register.key() + " " + register.expected() + "=>" + register.argument();
        };
    }

    private static String told(Operation operation) {
        if (operation instanceof Send send) {
            return " @" + send.offset();
        } else if (operation instanceof Batch batch) {
            return " @" + batch.offset();
        } else if (operation instanceof Pop pop) {
            return records(pop.records());
        } else if (operation instanceof Lookup lookup) {
            return records(lookup.records());
        } else if (operation instanceof Poll poll) {
            return " " + poll.answer() + records(poll.records());
        } else if (operation instanceof Drain drain) {
            return " " + drain.firstOffset() + ".." + drain.endOffset() + records(drain.records());
        } else if (operation instanceof EdgeQuery query) {
            return " " + query.offset();
        } else if (operation instanceof CommitQuery query) {
            return " " + query.offset();
        } else if (operation instanceof Register register) {
            return switch (register.action()) {
                case READ -> " " + register.result();
                case WRITE -> "";
                case CAS -> register.result() == Register.SWAPPED ? " swapped" : " kept";
            };
        }
        return "";
    }

    private static String records(List<SeenRecord> records) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < records.size(); i++) {
            // A long poll is told by its ends.
            if (records.size() > RECORDS_SHOWN_MAX && i == RECORDS_SHOWN_MAX / 2) {
                i = records.size() - RECORDS_SHOWN_MAX / 2;
                text.append(" ...");
            }
            SeenRecord record = records.get(i);
            text.append(' ').append(record.offset()).append('=').append(record.value());
            if (!record.intact()) {
                text.append("(corrupt)");
            }
        }
        return text.toString();
    }
}
