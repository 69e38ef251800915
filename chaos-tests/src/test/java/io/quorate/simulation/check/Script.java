package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Commit;
import io.quorate.simulation.check.Operation.CommitQuery;
import io.quorate.simulation.check.Operation.Drain;
import io.quorate.simulation.check.Operation.Edge;
import io.quorate.simulation.check.Operation.EdgeQuery;
import io.quorate.simulation.check.Operation.Poll;
import io.quorate.simulation.check.Operation.PollAnswer;
import io.quorate.simulation.check.Operation.Register;
import io.quorate.simulation.check.Operation.Rollback;
import io.quorate.simulation.check.Operation.Seek;
import io.quorate.simulation.check.Operation.Send;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A history written by hand: one queue "q", one register "r", one consumer group "g"; each operation with its two times. */
final class Script {
    private final List<Operation> operations = new ArrayList<>();

    HistoryIndex index() {
        return HistoryIndex.of(new History(operations));
    }

    private Call open(int process, long from) {
        return Call.open(operations.size(), process, from);
    }

    Script add(int process, long from, Function<Call, Operation> operation) {
        operations.add(operation.apply(open(process, from)));
        return this;
    }

    Script sent(int process, long from, long to, String value, long offset) {
        return add(process, from, call -> new Send(call, "q", value).acknowledged(to, offset));
    }

    Script sendFailed(int process, long from, long to, String value) {
        return add(process, from, call -> new Send(call.fail(to), "q", value, Operation.NONE));
    }

    Script sendUnknown(int process, long from, long to, String value) {
        return add(process, from, call -> new Send(call.info(to), "q", value, Operation.NONE));
    }

    Script rolledBack(int process, long from, long to, String value) {
        return add(process, from, call -> new Rollback(call.ok(to), value));
    }

    Script sought(int process, long from, long to, long position) {
        return add(process, from, call -> new Seek(call.ok(to), "c" + process, "q", position));
    }

    /** By consumer "c" and the process; records as {@code at(offset, value...)}. */
    Script polled(int process, long from, long to, long position, List<SeenRecord> records) {
        PollAnswer answer = records.isEmpty() ? PollAnswer.NOTHING_NEW : PollAnswer.RECORDS;
        return polled(process, from, to, position, answer, records);
    }

    Script polled(int process, long from, long to, long position, PollAnswer answer, List<SeenRecord> records) {
        return add(
                process,
                from,
                call -> new Poll(call, "c" + process, "q", position, true).answered(to, answer, records));
    }

    Script polledBehind(int process, long from, long to, long position) {
        return add(
                process,
                from,
                call -> new Poll(call, "c" + process, "q", position, false)
                        .answered(to, PollAnswer.NOTHING_NEW, List.of()));
    }

    Script drained(long from, long to, long first, long end, List<SeenRecord> records) {
        return add(99, from, call -> new Drain(call, "q").finished(to, first, end, records));
    }

    Script end(int process, long from, long to, long offset) {
        return add(process, from, call -> new EdgeQuery(call, "q", Edge.END).answered(to, offset));
    }

    Script first(int process, long from, long to, long offset, String node) {
        return add(process, from, call -> new EdgeQuery(call.ok(to, node), "q", Edge.FIRST, offset));
    }

    Script committed(int process, long from, long to, long offset) {
        return add(process, from, call -> new Commit(call.ok(to), "g", "q", offset));
    }

    Script commitUnknown(int process, long from, long to, long offset) {
        return add(process, from, call -> new Commit(call.info(to), "g", "q", offset));
    }

    Script queried(int process, long from, long to, long offset) {
        return add(process, from, call -> new CommitQuery(call, "g", "q").answered(to, offset));
    }

    Script read(int process, long from, long to, long result) {
        return add(process, from, call -> Register.read(call, "r").answered(to, result));
    }

    Script wrote(int process, long from, long to, long value) {
        return add(process, from, call -> Register.write(call, "r", value).answered(to, Operation.NONE));
    }

    Script writeUnknown(int process, long from, long value) {
        return add(process, from, call -> Register.write(call, "r", value));
    }

    Script writeFailed(int process, long from, long to, long value) {
        return add(process, from, call -> Register.write(call.fail(to), "r", value));
    }

    Script swapped(int process, long from, long to, long expected, long value, boolean done) {
        return add(
                process,
                from,
                call -> Register.cas(call, "r", expected, value).answered(to, done ? Register.SWAPPED : Register.KEPT));
    }

    static List<SeenRecord> at(long offset, String... values) {
        return IntStream.range(0, values.length)
                .mapToObj(i -> new SeenRecord(offset + i, values[i]))
                .toList();
    }

    static List<SeenRecord> places(Map<Long, String> values) {
        return values.entrySet().stream()
                .map(place -> new SeenRecord(place.getKey(), place.getValue()))
                .sorted((a, b) -> Long.compare(a.offset(), b.offset()))
                .toList();
    }
}
