package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Commit;
import io.quorate.simulation.check.Operation.CommitQuery;
import io.quorate.simulation.check.Operation.Decision;
import io.quorate.simulation.check.Operation.Drain;
import io.quorate.simulation.check.Operation.Edge;
import io.quorate.simulation.check.Operation.EdgeQuery;
import io.quorate.simulation.check.Operation.Poll;
import io.quorate.simulation.check.Operation.PollAnswer;
import io.quorate.simulation.check.Operation.Register;
import io.quorate.simulation.check.Operation.Seek;
import io.quorate.simulation.check.Operation.Send;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Histories of a broker that keeps every promise: clients whose requests take effect at one moment between question and answer, or
 * for the impatient at any time after, or never.
 */
final class RandomHistory {
    private static final int QUEUES = 2;
    private static final int CLIENTS = 8;
    private static final int RECORDS_POLLED_MAX = 5;

    /** A queue as it should be; null stands for a record of the broker's own. */
    private final List<List<String>> queues = new ArrayList<>();

    private final long[] committed = new long[CLIENTS]; // each client has a consumer group of its own
    private final long[] registers = new long[2];
    private final List<Client> clients = new ArrayList<>();
    private final HistoryRecorder recorder = new HistoryRecorder();
    private final List<Runnable> late = new ArrayList<>();
    private final Random random;
    private long nowNanos;
    private int nextProcess = 1;

    private final class Client {
        final int number;
        final long[] positions = new long[QUEUES];
        int process = nextProcess++;
        int sent;
        long commits;
        Operation open; // as it will be answered once in effect; null: idle
        boolean inEffect;

        Client(int number) {
            this.number = number;
        }
    }

    private RandomHistory(long seed) {
        random = new Random(seed);
        for (int i = 0; i < QUEUES; i++) {
            queues.add(new ArrayList<>());
        }
        for (int i = 0; i < CLIENTS; i++) {
            committed[i] = Operation.NONE;
            clients.add(new Client(i));
        }
    }

    /** With some of each operation, and at least {@code steps / 4} operations; the same for the same seed. */
    static History of(long seed, int steps) {
        return new RandomHistory(seed).run(steps);
    }

    private History run(int steps) {
        for (int step = 0; step < steps; step++) {
            nowNanos += 1 + random.nextInt(3);
            step(clients.get(random.nextInt(CLIENTS)));
            if (!late.isEmpty() && random.nextInt(20) == 0) {
                late.remove(random.nextInt(late.size())).run();
            }
        }
        for (int node = 1; node <= 3; node++) {
            for (int queue = 0; queue < QUEUES; queue++) {
                drain("n" + node, queue);
            }
        }
        return recorder.history();
    }

    private void step(Client client) {
        if (client.open == null) {
            client.open = recorder.begun(ask(client));
            client.inEffect = false;
        } else if (!client.inEffect) {
            int fate = random.nextInt(20);
            if (fate == 0) {
                fail(client);
            } else if (fate == 1) {
                giveUp(client);
            } else {
                client.open = effect(client.open, client.number);
                client.inEffect = true;
            }
        } else {
            Operation answered = client.open.with(client.open.call().ok(nowNanos, "n" + (1 + random.nextInt(3))));
            recorder.ended(answered);
            moveOn(client, answered);
            client.open = null;
        }
    }

    private void fail(Client client) {
        recorder.ended(client.open.with(client.open.call().fail(nowNanos)));
        client.open = null;
    }

    private void giveUp(Client client) {
        Operation open = client.open;
        recorder.ended(open.with(open.call().info(nowNanos)));
        if (random.nextBoolean()) {
            late.add(() -> effect(open, client.number));
        }
        client.process = nextProcess++;
        client.open = null;
    }

    private Operation ask(Client client) {
        Call call = recorder.call(client.process, nowNanos);
        int queue = random.nextInt(QUEUES);
        String name = "T/" + queue;
        String consumer = "c" + client.number;
        return switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4 -> new Send(call, name, client.number + "-" + client.sent++);
            case 5, 6, 7, 8, 9 -> new Poll(call, consumer, name, client.positions[queue], random.nextBoolean());
            case 10 -> {
                if (random.nextInt(4) == 0) {
                    client.positions[queue] = 0;
                    yield new Seek(call, consumer, name, 0);
                }
                yield new EdgeQuery(call, name, Edge.FIRST);
            }
            case 11 -> new EdgeQuery(call, name, Edge.END);
            // Once in a while of a value that no send will ever have: nothing was stored.
            case 12 ->
                random.nextInt(3) == 0
                        ? new Decision(call, "half-" + call.number(), Operation.Fate.ROLLBACK, false)
                        : new CommitQuery(call, consumer, "T/0");
            case 13 -> {
                client.commits = Math.max(client.commits, client.positions[0]);
                yield new Commit(call, consumer, "T/0", client.commits);
            }
            default -> askRegister(call);
        };
    }

    private Operation askRegister(Call call) {
        String key = "r" + random.nextInt(registers.length);
        return switch (random.nextInt(4)) {
            case 0 -> Register.read(call, key);
            case 1 -> Register.write(call, key, random.nextInt(4));
            default -> Register.cas(call, key, random.nextInt(4), random.nextInt(4));
        };
    }

    private Operation effect(Operation asked, int client) {
        Call call = asked.call();
        if (asked instanceof Send send) {
            List<String> queue = queueOf(send.queue());
            if (random.nextInt(20) == 0) {
                queue.add(null);
            }
            queue.add(send.value());
            return new Send(call, send.queue(), send.value(), queue.size() - 1);
        } else if (asked instanceof Poll poll) {
            return poll(poll);
        } else if (asked instanceof EdgeQuery query) {
            long edge = query.edge() == Edge.END ? queueOf(query.queue()).size() : 0;
            return new EdgeQuery(call, query.queue(), query.edge(), edge);
        } else if (asked instanceof Commit commit) {
            committed[client] = commit.offset();
        } else if (asked instanceof CommitQuery query) {
            return new CommitQuery(call, query.consumerGroup(), query.queue(), committed[client]);
        } else if (asked instanceof Register register) {
            return effect(register);
        }
        return asked;
    }

    private List<String> queueOf(String name) {
        return queues.get(name.charAt(name.length() - 1) - '0');
    }

    private Poll poll(Poll poll) {
        List<String> queue = queueOf(poll.queue());
        List<SeenRecord> records = new ArrayList<>();
        // A follower's poll may be behind.
        int end = poll.current() ? queue.size() : queue.size() - random.nextInt(1 + queue.size() / 4);
        for (int at = (int) poll.position(); at < end && records.size() < RECORDS_POLLED_MAX; at++) {
            if (queue.get(at) != null) {
                records.add(new SeenRecord(at, queue.get(at)));
            }
        }
        PollAnswer answer = records.isEmpty() ? PollAnswer.NOTHING_NEW : PollAnswer.RECORDS;
        return new Poll(poll.call(), poll.consumer(), poll.queue(), poll.position(), poll.current(), answer, records);
    }

    private Register effect(Register asked) {
        int at = asked.key().charAt(1) - '0';
        long before = registers[at];
        long result = before;
        switch (asked.action()) {
            case READ -> {}
            case WRITE -> registers[at] = asked.argument();
            case CAS -> {
                boolean swap = before == asked.expected();
                registers[at] = swap ? asked.argument() : before;
                result = swap ? Register.SWAPPED : Register.KEPT;
            }
        }
        return new Register(asked.call(), asked.key(), asked.action(), asked.expected(), asked.argument(), result);
    }

    private static void moveOn(Client client, Operation answered) {
        if (answered instanceof Poll poll && !poll.records().isEmpty()) {
            int queue = poll.queue().charAt(poll.queue().length() - 1) - '0';
            client.positions[queue] =
                    poll.records().get(poll.records().size() - 1).offset() + 1;
        }
    }

    private void drain(String node, int queue) {
        nowNanos += 10;
        List<String> values = queues.get(queue);
        List<SeenRecord> records = new ArrayList<>();
        for (int at = 0; at < values.size(); at++) {
            if (values.get(at) != null) {
                records.add(new SeenRecord(at, values.get(at)));
            }
        }
        Call call = recorder.call(nextProcess++, nowNanos);
        Drain open = recorder.begun(new Drain(call, "T/" + queue));
        nowNanos += 10;
        Drain done = open.finished(nowNanos, 0, values.size(), records);
        recorder.ended(done.with(call.ok(nowNanos, node)));
    }
}
