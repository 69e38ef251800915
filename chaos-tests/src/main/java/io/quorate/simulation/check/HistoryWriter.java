package io.quorate.simulation.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.quorate.simulation.check.Operation.Batch;
import io.quorate.simulation.check.Operation.Commit;
import io.quorate.simulation.check.Operation.CommitQuery;
import io.quorate.simulation.check.Operation.Decision;
import io.quorate.simulation.check.Operation.Delayed;
import io.quorate.simulation.check.Operation.Delivery;
import io.quorate.simulation.check.Operation.Drain;
import io.quorate.simulation.check.Operation.Edge;
import io.quorate.simulation.check.Operation.EdgeQuery;
import io.quorate.simulation.check.Operation.Half;
import io.quorate.simulation.check.Operation.Hide;
import io.quorate.simulation.check.Operation.Lookup;
import io.quorate.simulation.check.Operation.Poll;
import io.quorate.simulation.check.Operation.Pop;
import io.quorate.simulation.check.Operation.Register;
import io.quorate.simulation.check.Operation.Seek;
import io.quorate.simulation.check.Operation.Send;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Writes a history as one JSON object per line, an operation as two: when it is invoked and when it is answered. Safe for use by
 * many threads. What is flushed can be judged even if the process dies.
 */
public final class HistoryWriter implements Closeable {
    private static final JsonFactory JSON =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private final OutputStream out;
    private final JsonGenerator json;
    private long line;

    public HistoryWriter(OutputStream out) throws IOException {
        this.out = out;
        this.json = JSON.createGenerator(out);
        json.setRootValueSeparator(null);
    }

    /** A whole history, its lines in the order of time. */
    public static void write(History history, OutputStream out) throws IOException {
        record Event(long nanos, boolean completion, Operation operation) {}
        List<Event> events = new ArrayList<>();
        for (Operation operation : history.operations()) {
            Call call = operation.call();
            events.add(new Event(call.invokedNanos(), false, operation));
            if (call.completedNanos() != Call.NEVER) {
                events.add(new Event(call.completedNanos(), true, operation));
            }
        }
        // Invocations first at equal times, for an operation may take no time at all.
        events.sort(Comparator.comparingLong(Event::nanos).thenComparing(Event::completion));
        HistoryWriter writer = new HistoryWriter(out);
        for (Event event : events) {
            if (event.completion()) {
                writer.completed(event.operation());
            } else {
                writer.invoked(event.operation());
            }
        }
        writer.flush();
    }

    /** To be called before the request leaves. */
    public synchronized void invoked(Operation operation) throws IOException {
        begin(operation, operation.call().invokedNanos(), "invoke");
        writeAsked(operation);
        end();
    }

    /** To be called when the answer is there, or will not be waited for any longer. */
    public synchronized void completed(Operation operation) throws IOException {
        Call call = operation.call();
        begin(operation, call.completedNanos(), call.outcome().name().toLowerCase(Locale.ROOT));
        if (call.isOk()) {
            writeTold(operation);
        }
        if (!call.node().isEmpty()) {
            json.writeStringField("node", call.node());
        }
        end();
    }

    /** A line about what was done to the nodes. Readers of histories pass over it. */
    public synchronized void fault(long nanos, String kind, String detail) throws IOException {
        json.writeStartObject();
        json.writeNumberField("i", line++);
        json.writeNumberField("t", nanos);
        json.writeStringField("p", "nemesis");
        json.writeStringField("type", "info");
        json.writeStringField("f", kind);
        json.writeStringField("v", detail);
        end();
    }

    public synchronized void flush() throws IOException {
        json.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        json.close();
        out.close();
    }

    private void begin(Operation operation, long nanos, String type) throws IOException {
        json.writeStartObject();
        json.writeNumberField("i", line++);
        json.writeNumberField("t", nanos);
        json.writeNumberField("p", operation.call().process());
        json.writeNumberField("op", operation.call().number());
        json.writeStringField("type", type);
        json.writeStringField("f", HistoryLine.functionOf(operation));
    }

    private void end() throws IOException {
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private void writeAsked(Operation operation) throws IOException {
        if (operation instanceof Send send) {
            json.writeStringField("q", send.queue());
            json.writeStringField("v", send.value());
        } else if (operation instanceof Batch batch) {
            json.writeStringField("q", batch.queue());
            json.writeArrayFieldStart("vals");
            for (String value : batch.values()) {
                json.writeString(value);
            }
            json.writeEndArray();
        } else if (operation instanceof Delayed delayed) {
            json.writeStringField("q", delayed.queue());
            json.writeStringField("v", delayed.value());
            json.writeNumberField("due", delayed.dueNanos());
        } else if (operation instanceof Half half) {
            json.writeStringField("v", half.value());
        } else if (operation instanceof Decision decision) {
            json.writeStringField("v", decision.value());
            json.writeStringField("fate", decision.fate().name());
            json.writeBooleanField("checked", decision.checked());
        } else if (operation instanceof Delivery delivery) {
            json.writeStringField("q", delivery.queue());
            json.writeStringField("g", delivery.consumerGroup());
            json.writeStringField("c", delivery.consumer());
            writeRecords(List.of(delivery.message()));
        } else if (operation instanceof Pop pop) {
            json.writeStringField("q", pop.queue());
            json.writeStringField("g", pop.consumerGroup());
            json.writeNumberField("hidden", pop.hiddenNanos());
        } else if (operation instanceof Hide hide) {
            json.writeStringField("q", hide.queue());
            json.writeStringField("g", hide.consumerGroup());
            json.writeNumberField("pos", hide.offset());
            json.writeNumberField("hidden", hide.hiddenNanos());
        } else if (operation instanceof Seek seek) {
            json.writeStringField("q", seek.queue());
            json.writeStringField("c", seek.consumer());
            json.writeNumberField("pos", seek.position());
        } else if (operation instanceof Poll poll) {
            json.writeStringField("q", poll.queue());
            json.writeStringField("c", poll.consumer());
            json.writeNumberField("pos", poll.position());
            json.writeBooleanField("current", poll.current());
        } else if (operation instanceof Drain drain) {
            json.writeStringField("q", drain.queue());
        } else if (operation instanceof Lookup lookup) {
            json.writeStringField("v", lookup.value());
            json.writeStringField("k", lookup.by().name());
        } else if (operation instanceof EdgeQuery query) {
            json.writeStringField("q", query.queue());
            json.writeBooleanField("end", query.edge() == Edge.END);
        } else if (operation instanceof Commit commit) {
            json.writeStringField("q", commit.queue());
            json.writeStringField("c", commit.consumerGroup());
            json.writeNumberField("pos", commit.offset());
        } else if (operation instanceof CommitQuery query) {
            json.writeStringField("q", query.queue());
            json.writeStringField("c", query.consumerGroup());
        } else if (operation instanceof Register register) {
            json.writeStringField("k", register.key());
            json.writeNumberField("exp", register.expected());
            json.writeNumberField("arg", register.argument());
        }
    }

    private void writeTold(Operation operation) throws IOException {
        if (operation instanceof Send send) {
            json.writeNumberField("off", send.offset());
        } else if (operation instanceof Batch batch) {
            json.writeNumberField("off", batch.offset());
        } else if (operation instanceof Half half) {
            json.writeStringField("q", half.queue());
        } else if (operation instanceof Pop pop) {
            writeRecords(pop.records());
        } else if (operation instanceof Lookup lookup) {
            writeRecords(lookup.records());
        } else if (operation instanceof Poll poll) {
            json.writeStringField("answer", poll.answer().name());
            writeRecords(poll.records());
        } else if (operation instanceof Drain drain) {
            json.writeNumberField("first", drain.firstOffset());
            json.writeNumberField("off", drain.endOffset());
            writeRecords(drain.records());
        } else if (operation instanceof EdgeQuery query) {
            json.writeNumberField("off", query.offset());
        } else if (operation instanceof CommitQuery query) {
            json.writeNumberField("off", query.offset());
        } else if (operation instanceof Register register) {
            json.writeNumberField("off", register.result());
        }
    }

    private void writeRecords(List<SeenRecord> records) throws IOException {
        json.writeArrayFieldStart("recs");
        for (SeenRecord record : records) {
            json.writeStartArray();
            json.writeNumber(record.offset());
            json.writeString(record.value());
            json.writeBoolean(record.intact());
            json.writeEndArray();
        }
        json.writeEndArray();
    }
}
