package io.quorate.simulation.check;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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
import io.quorate.simulation.check.Operation.Lookup;
import io.quorate.simulation.check.Operation.Name;
import io.quorate.simulation.check.Operation.Poll;
import io.quorate.simulation.check.Operation.PollAnswer;
import io.quorate.simulation.check.Operation.Pop;
import io.quorate.simulation.check.Operation.Register;
import io.quorate.simulation.check.Operation.RegisterAction;
import io.quorate.simulation.check.Operation.Seek;
import io.quorate.simulation.check.Operation.Send;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The fields of one line of a history file, and what they mean for each operation. */
final class HistoryLine {
    private String process = "";
    private String type = "";
    private String function = "";
    private String queue = "";
    private String consumer = "";
    private String consumerGroup = "";
    private String key = "";
    private String value = "";
    private String node = "";
    private PollAnswer answer = PollAnswer.NOTHING_NEW;
    private boolean current;
    private boolean end;
    private int number;
    private long nanos;
    private long position = Operation.NONE;
    private long offset = Operation.NONE;
    private long first = Operation.NONE;
    private long expected = Operation.NONE;
    private long argument = Operation.NONE;
    private long due = Operation.NONE;
    private long hidden = Operation.NONE;
    private Fate fate = Fate.UNDECIDED;
    private boolean checked;
    private final List<String> values = new ArrayList<>(0);
    private final List<SeenRecord> records = new ArrayList<>(0);

    static String functionOf(Operation operation) {
        return operation instanceof Register register
                ? register.action().name().toLowerCase(Locale.ROOT)
                : operation.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    static HistoryLine parse(JsonParser json) throws IOException {
        HistoryLine line = new HistoryLine();
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("not an object");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            line.set(name, json);
        }
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw new IOException("object not ended");
        }
        return line;
    }

    private void set(String name, JsonParser json) throws IOException {
        switch (name) {
            case "t" -> nanos = json.getLongValue();
            case "p" -> process = json.getText();
            case "op" -> number = json.getIntValue();
            case "type" -> type = json.getText();
            case "f" -> function = json.getText();
            case "q" -> queue = json.getText();
            case "c" -> consumer = json.getText();
            case "g" -> consumerGroup = json.getText();
            case "k" -> key = json.getText();
            case "v" -> value = json.getText();
            case "node" -> node = json.getText();
            case "answer" -> answer = PollAnswer.valueOf(json.getText());
            case "current" -> current = json.getBooleanValue();
            case "end" -> end = json.getBooleanValue();
            case "pos" -> position = json.getLongValue();
            case "off" -> offset = json.getLongValue();
            case "first" -> first = json.getLongValue();
            case "exp" -> expected = json.getLongValue();
            case "arg" -> argument = json.getLongValue();
            case "due" -> due = json.getLongValue();
            case "hidden" -> hidden = json.getLongValue();
            case "fate" -> fate = Fate.valueOf(json.getText());
            case "checked" -> checked = json.getBooleanValue();
            case "vals" -> {
                while (json.nextToken() == JsonToken.VALUE_STRING) {
                    values.add(json.getText());
                }
            }
            case "recs" -> readRecords(json);
            default -> json.skipChildren(); // fields of later writers, and "i", which the order of the lines tells
        }
    }

    private void readRecords(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.START_ARRAY) {
            json.nextToken();
            long at = json.getLongValue();
            json.nextToken();
            String shown = json.getText();
            json.nextToken();
            records.add(new SeenRecord(at, shown, json.getBooleanValue()));
            json.nextToken();
        }
    }

    /** Of a client, and not of whoever injects faults. */
    boolean isOfClient() {
        return !process.isEmpty() && process.chars().allMatch(Character::isDigit);
    }

    boolean isInvocation() {
        return type.equals("invoke");
    }

    int number() {
        return number;
    }

    /** The open operation that an invocation's line tells of. */
    Operation asked() throws IOException {
        Call call = Call.open(number, Integer.parseInt(process), nanos);
        return switch (function) {
            case "send" -> new Send(call, queue, value);
            case "batch" -> new Batch(call, queue, List.copyOf(values));
            case "delayed" -> new Delayed(call, queue, value, due);
            case "half" -> new Half(call, queue, value);
            case "decision" -> new Decision(call, value, fate, checked);
            case "delivery" -> new Delivery(call, consumerGroup, consumer, queue, onlyRecord());
            case "pop" -> new Pop(call, consumerGroup, queue, hidden);
            case "hide" -> new Hide(call, consumerGroup, queue, position, hidden);
            case "seek" -> new Seek(call, consumer, queue, position);
            case "poll" -> new Poll(call, consumer, queue, position, current);
            case "lookup" -> new Lookup(call, value, Name.valueOf(key));
            case "drain" -> new Drain(call, queue);
            case "edgequery" -> new EdgeQuery(call, queue, end ? Edge.END : Edge.FIRST);
            case "commit" -> new Commit(call, consumer, queue, position);
            case "commitquery" -> new CommitQuery(call, consumer, queue);
            case "read", "write", "cas" -> {
                RegisterAction action = RegisterAction.valueOf(function.toUpperCase(Locale.ROOT));
                yield new Register(call, key, action, expected, argument, Operation.NONE);
            }
            default -> throw new IOException("unknown function " + function);
        };
    }

    private SeenRecord onlyRecord() throws IOException {
        if (records.size() != 1) {
            throw new IOException(records.size() + " messages in one delivery");
        }
        return records.get(0);
    }

    /** The operation ended as a completion's line tells. */
    Operation ended(Operation open) throws IOException {
        Outcome outcome = switch (type) {
            case "ok" -> Outcome.OK;
            case "fail" -> Outcome.FAIL;
            case "info" -> Outcome.INFO;
            default -> throw new IOException("unknown type " + type);
        };
        Operation ended = open.with(open.call().completed(nanos, outcome, node));
        return outcome == Outcome.OK ? told(ended) : ended;
    }

    private Operation told(Operation ended) {
        Call call = ended.call();
        if (ended instanceof Send send) {
            return new Send(call, send.queue(), send.value(), offset);
        } else if (ended instanceof Batch batch) {
            return new Batch(call, batch.queue(), batch.values(), offset);
        } else if (ended instanceof Half half) {
            return new Half(call, queue, half.value());
        } else if (ended instanceof Pop pop) {
            return new Pop(call, pop.consumerGroup(), pop.queue(), pop.hiddenNanos(), List.copyOf(records));
        } else if (ended instanceof Lookup lookup) {
            return new Lookup(call, lookup.value(), lookup.by(), List.copyOf(records));
        } else if (ended instanceof Poll poll) {
            return new Poll(
                    call, poll.consumer(), poll.queue(), poll.position(), poll.current(), answer, List.copyOf(records));
        } else if (ended instanceof Drain drain) {
            return new Drain(call, drain.queue(), first, offset, List.copyOf(records));
        } else if (ended instanceof EdgeQuery query) {
            return new EdgeQuery(call, query.queue(), query.edge(), offset);
        } else if (ended instanceof CommitQuery query) {
            return new CommitQuery(call, query.consumerGroup(), query.queue(), offset);
        } else if (ended instanceof Register register) {
            return new Register(
                    call, register.key(), register.action(), register.expected(), register.argument(), offset);
        }
        return ended;
    }
}
