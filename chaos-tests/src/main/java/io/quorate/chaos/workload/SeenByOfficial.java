package io.quorate.chaos.workload;

import io.quorate.chaos.workload.WireClient.Queue;
import io.quorate.simulation.check.Call;
import io.quorate.simulation.check.History;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.check.Operation.Drain;
import io.quorate.simulation.check.Operation.Poll;
import io.quorate.simulation.check.Operation.PollAnswer;
import io.quorate.simulation.check.Operation.Send;
import io.quorate.simulation.check.Outcome;
import io.quorate.simulation.check.SeenRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads what {@link io.quorate.chaos.rocketmq.RocketMqLoad} told. */
final class SeenByOfficial {
    // Apart from those of its senders, and from those that drain.
    private static final int POLLING_PROCESSES_FROM = 1_000_000;
    private static final int DRAINING_PROCESSES_FROM = 2_000_000;

    private SeenByOfficial() {}

    /** In any order, and with numbers that mean nothing. A last line cut short is left out. */
    static List<Operation> read(Path seen, String topic) throws IOException {
        Map<Integer, Send> sends = new HashMap<>();
        List<Operation> polls = new ArrayList<>();
        String text = Files.readString(seen);
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "send" -> sends.put(Integer.valueOf(words[1]), asked(words, topic));
                case "sent" -> sends.computeIfPresent(Integer.valueOf(words[1]), (number, send) -> told(words, send));
                case "poll" -> polls.add(poll(words, topic, POLLING_PROCESSES_FROM + polls.size()));
                case "consumer" -> {} // for people to read
                default -> throw new IOException("not a line of a load: " + line);
            }
        }
        List<Operation> all = new ArrayList<>(sends.values());
        all.addAll(polls);
        return all;
    }

    private static Send asked(String[] words, String topic) {
        Call call = Call.open(0, Integer.parseInt(words[2]), Long.parseLong(words[3]));
        return new Send(call, new Queue(topic, Integer.parseInt(words[4])).toString(), words[5]);
    }

    private static Send told(String[] words, Send send) {
        long nanos = Long.parseLong(words[2]);
        return words[3].equals("ok")
                ? send.acknowledged(nanos, Long.parseLong(words[4]))
                : send.with(Endings.ended(send.call(), words[3].equals("fail") ? Outcome.FAIL : Outcome.INFO, nanos));
    }

    /** Polls of one consumer's several queues overlap in time, so each is a process of its own. */
    private static Poll poll(String[] words, String topic, int process) {
        List<SeenRecord> records = new ArrayList<>();
        for (int i = 5; i < words.length; i++) {
            String[] parts = words[i].split(":", -1);
            records.add(new SeenRecord(Long.parseLong(parts[0]), parts[1], Boolean.parseBoolean(parts[2])));
        }
        String queue = new Queue(topic, Integer.parseInt(words[4])).toString();
        Call call = Call.open(0, process, Long.parseLong(words[2])).ok(Long.parseLong(words[3]));
        return new Poll(call, words[1], queue, Operation.NONE, false, PollAnswer.RECORDS, records);
    }

    /** In the order of time, with numbers that tell it. */
    static History numbered(List<Operation> operations) {
        List<Operation> sorted = new ArrayList<>(operations);
        sorted.sort(Comparator.comparingLong(each -> each.call().invokedNanos()));
        List<Operation> numbered = new ArrayList<>();
        for (Operation each : sorted) {
            Call call = each.call();
            int process = each instanceof Drain ? DRAINING_PROCESSES_FROM + call.process() : call.process();
            numbered.add(each.with(new Call(
                    numbered.size() + 1,
                    process,
                    call.invokedNanos(),
                    call.completedNanos(),
                    call.outcome(),
                    call.node())));
        }
        return new History(numbered);
    }

    /** How many sends ended so, as far as has been told. */
    static long count(Path seen, String outcome) {
        if (!Files.exists(seen)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(seen)) {
            return lines.filter(line -> line.startsWith("sent ") && line.contains(" " + outcome + " "))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
