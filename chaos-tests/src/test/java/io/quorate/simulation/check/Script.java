package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Batch;
import io.quorate.simulation.check.Operation.Commit;
import io.quorate.simulation.check.Operation.CommitQuery;
import io.quorate.simulation.check.Operation.Decision;
import io.quorate.simulation.check.Operation.Delayed;
import io.quorate.simulation.check.Operation.Delivery;
import io.quorate.simulation.check.Operation.Drain;
import io.quorate.simulation.check.Operation.Edge;
import io.quorate.simulation.check.Operation.EdgeQuery;
import io.quorate.simulation.check.Operation.Fate;
import io.quorate.simulation.check.Operation.Half;
import io.quorate.simulation.check.Operation.Hide;
import io.quorate.simulation.check.Operation.Poll;
import io.quorate.simulation.check.Operation.PollAnswer;
import io.quorate.simulation.check.Operation.Pop;
import io.quorate.simulation.check.Operation.Register;
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
        return add(process, from, call -> new Decision(call.ok(to), value, Operation.Fate.ROLLBACK, false));
    }

    Script half(int process, long from, long to, String value) {
        return add(process, from, call -> new Half(call.ok(to), "q", value));
    }

    Script halfUnknown(int process, long from, long to, String value) {
        return add(process, from, call -> new Half(call.info(to), "", value));
    }

    Script decided(int process, long from, long to, String value, Fate fate) {
        return add(process, from, call -> new Decision(call.ok(to), value, fate, false));
    }

    Script delayed(int process, long from, long to, String value, long due) {
        return add(process, from, call -> new Delayed(call.ok(to), "q", value, due));
    }

    Script batch(int process, long from, long to, long offset, String... values) {
        return add(process, from, call -> new Batch(call, "q", List.of(values)).acknowledged(to, offset));
    }

    Script batchUnknown(int process, long from, long to, String... values) {
        return add(process, from, call -> new Batch(call.info(to), "q", List.of(values), Operation.NONE));
    }

    /** To a listener of a consumer of group "g", who is done with it. */
    Script given(int process, long from, long to, String consumer, long offset, String value) {
        return given(process, from, to, "g", consumer, offset, value);
    }

    Script given(int process, long from, long to, String group, String consumer, long offset, String value) {
        return add(
                process, from, call -> new Delivery(call.ok(to), group, consumer, "q", new SeenRecord(offset, value)));
    }

    /** Nobody knows how long the consumer lived. */
    Script givenAndDied(int process, long from, String consumer, long offset, String value) {
        return add(process, from, call -> new Delivery(call, "g", consumer, "q", new SeenRecord(offset, value)));
    }

    /** By group "g". */
    Script popped(int process, long from, long to, long hidden, List<SeenRecord> records) {
        return add(process, from, call -> new Pop(call.ok(to), "g", "q", hidden, records));
    }

    Script acknowledged(int process, long from, long to, long offset) {
        return add(process, from, call -> new Hide(call.ok(to), "g", "q", offset, Hide.FOREVER));
    }

    Script hidden(int process, long from, long to, long offset, long hidden) {
        return add(process, from, call -> new Hide(call.ok(to), "g", "q", offset, hidden));
    }

    Script lookedUp(int process, long from, long to, String value, Operation.Name by, List<SeenRecord> found) {
        return add(process, from, call -> new Operation.Lookup(call.ok(to), value, by, found));
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
