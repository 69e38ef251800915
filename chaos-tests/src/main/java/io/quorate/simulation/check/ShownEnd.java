package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Drain;
import io.quorate.simulation.check.Operation.Edge;
import io.quorate.simulation.check.Operation.EdgeQuery;
import io.quorate.simulation.check.Operation.Poll;
import io.quorate.simulation.check.Operation.Send;
import java.util.List;

/** How far a queue's end is known to have come by a time: from acknowledgements, from answers about the end, from what was read. */
final class ShownEnd {
    private ShownEnd() {}

    static RunningMaximum of(QueueFacts queue) {
        RunningMaximum ends = new RunningMaximum();
        for (Send send : queue.sends) {
            if (send.call().isOk() && send.offset() >= 0) {
                ends.add(send.call().completedNanos(), send.offset() + 1, send);
            }
        }
        for (EdgeQuery query : queue.edgeQueries) {
            if (query.call().isOk() && query.edge() == Edge.END) {
                ends.add(query.call().completedNanos(), query.offset(), query);
            }
        }
        for (Poll poll : queue.polls) {
            addRecords(ends, poll, poll.records());
        }
        for (Drain drain : queue.drains) {
            ends.add(drain.call().completedNanos(), drain.endOffset(), drain);
            addRecords(ends, drain, drain.records());
        }
        return ends;
    }

    private static void addRecords(RunningMaximum ends, Operation read, List<SeenRecord> records) {
        long end = Operation.NONE;
        for (SeenRecord record : records) {
            end = Math.max(end, record.offset() + 1);
        }
        if (end >= 0) {
            ends.add(read.call().completedNanos(), end, read);
        }
    }
}
