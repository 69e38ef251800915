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
import io.quorate.simulation.check.Operation.RegisterAction;
import io.quorate.simulation.check.Operation.Send;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** One lie told in an otherwise true history. */
enum Mutation {
    /** An acknowledged value disappears from all that was read. */
    DROP_ACKNOWLEDGED(Anomaly.LOST_PREFIX, Anomaly.LOST_MIDDLE, Anomaly.LOST_SUFFIX) {
        @Override
        Optional<List<Operation>> apply(List<Operation> history, Random random) {
            return pick(history, Send.class, send -> send.call().isOk(), random)
                    .map(send -> mapRecords(history, record -> record.value().equals(send.value()) ? null : record));
        }
    },
    /** It disappears from the final log of one node alone. */
    DROP_FROM_ONE_NODE(Anomaly.LOST_PREFIX, Anomaly.LOST_MIDDLE, Anomaly.LOST_SUFFIX) {
        @Override
        Optional<List<Operation>> apply(List<Operation> history, Random random) {
            return pick(history, Send.class, send -> send.call().isOk(), random).flatMap(send -> {
                Predicate<Drain> ofQueue = drain -> drain.queue().equals(send.queue());
                return pick(history, Drain.class, ofQueue, random)
                        .map(drain -> replace(
                                history,
                                drain,
                                withRecords(drain, record -> record.value().equals(send.value()) ? null : record)));
            });
        }
    },
    /** Two acknowledged sends are told each other's offsets. */
    SWAP_ACKNOWLEDGED_OFFSETS(Anomaly.DIVERGENCE) {
        @Override
        Optional<List<Operation>> apply(List<Operation> history, Random random) {
            return pick(history, Send.class, send -> send.call().isOk(), random)
                    .flatMap(a -> pick(
                                    history,
                                    Send.class,
                                    b -> b.call().isOk()
                                            && b.call().number() != a.call().number()
                                            && b.queue().equals(a.queue()),
                                    random)
                            .map(b -> replace(
                                    replace(history, a, new Send(a.call(), a.queue(), a.value(), b.offset())),
                                    b,
                                    new Send(b.call(), b.queue(), b.value(), a.offset()))));
        }
    },
    /** Everywhere two values stand at each other's offsets, though one was sent after the other was acknowledged. */
    SWAP_VALUES_EVERYWHERE(Anomaly.REAL_TIME_ORDER, Anomaly.APPENDED_BELOW_SHOWN_END) {
        @Override
        Optional<List<Operation>> apply(List<Operation> history, Random random) {
            return pick(history, Send.class, send -> send.call().isOk(), random)
                    .flatMap(a -> pick(
                                    history,
                                    Send.class,
                                    b -> b.call().isOk()
                                            && a.call().okBefore(b.call())
                                            && b.queue().equals(a.queue()),
                                    random)
                            .map(b -> {
                                List<Operation> swapped = mapRecords(history, record -> {
                                    if (record.value().equals(a.value())) {
                                        return new SeenRecord(record.offset(), b.value());
                                    }
                                    return record.value().equals(b.value())
                                            ? new SeenRecord(record.offset(), a.value())
                                            : record;
                                });
                                swapped = replace(swapped, a, new Send(a.call(), a.queue(), a.value(), b.offset()));
                                return replace(swapped, b, new Send(b.call(), b.queue(), b.value(), a.offset()));
                            }));
        }
    },
    /** A poll shows a record twice. */
    REPEAT_IN_A_POLL(Anomaly.POLL_REPEATED) {
        @Override
        Optional<List<Operation>> apply(List<Operation> history, Random random) {
            return pickPollOf(1, history, random).map(poll -> {
                List<SeenRecord> records = new ArrayList<>(poll.records());
                int at = random.nextInt(records.size());
                records.add(at, records.get(at));
                return replace(history, poll, withRecords(poll, records));
            });
        }
    },
    /** The broker stored a value once more, at the end. */
    STORE_TWICE(Anomaly.DUPLICATE) {
        @Override
        Optional<List<Operation>> apply(List<Operation> history, Random random) {
            return pick(history, Send.class, send -> send.call().isOk(), random).map(send -> {
                List<Operation> mutated = new ArrayList<>(history);
                mutated.replaceAll(operation -> {
                    if (!(operation instanceof Drain drain) || !drain.queue().equals(send.queue())) {
                        return operation;
                    }
                    List<SeenRecord> records = new ArrayList<>(drain.records());
                    records.add(new SeenRecord(drain.endOffset(), send.value()));
                    return new Drain(drain.call(), drain.queue(), drain.firstOffset(), drain.endOffset() + 1, records);
                });
                return mutated;
            });
        }
    },
    /** One bit of one body that one poll shows. */
    FLIP_A_BIT(Anomaly.CORRUPT) {
        @Override
        Optional<List<Operation>> apply(List<Operation> history, Random random) {
            return pickPollOf(1, history, random).map(poll -> {
                List<SeenRecord> records = new ArrayList<>(poll.records());
                int at = random.nextInt(records.size());
                byte[] body = MessageBody.of(records.get(at).value(), 16 + random.nextInt(100));
                body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
                records.set(at, MessageBody.seen(records.get(at).offset(), body));
                return replace(history, poll, withRecords(poll, records));
            });
        }
    },
    /** A poll shows another message's body. */
    SHOW_ANOTHER_VALUE(Anomaly.DIVERGENCE) {
        @Override
        Optional<List<Operation>> apply(List<Operation> history, Random random) {
            return pickPollOf(2, history, random).map(poll -> {
                List<SeenRecord> records = new ArrayList<>(poll.records());
                int at = random.nextInt(records.size() - 1);
                SeenRecord record = records.get(at);
                records.set(
                        at, new SeenRecord(record.offset(), records.get(at + 1).value()));
                return replace(history, poll, withRecords(poll, records));
            });
        }
    },
    /** A poll leaves one out in the middle. */
    SKIP_IN_A_POLL(Anomaly.POLL_SKIPPED) {
        @Override
        Optional<List<Operation>> apply(List<Operation> history, Random random) {
            return pickPollOf(3, history, random).map(poll -> {
                List<SeenRecord> records = new ArrayList<>(poll.records());
                records.remove(1 + random.nextInt(records.size() - 2));
                return replace(history, poll, withRecords(poll, records));
            });
        }
    },
    /** The answer to a send came before it was asked. */
    ACKNOWLEDGE_BEFORE_INVOKING(Anomaly.MALFORMED) {
        @Override
        Optional<List<Operation>> apply(List<Operation> history, Random random) {
            return pick(history, Send.class, send -> send.call().isOk(), random)
                    .map(send -> replace(
                            history,
                            send,
                            send.with(send.call().ok(send.call().invokedNanos() - 1 - random.nextInt(9)))));
        }
    },
    /** A value is read before it was sent. */
    READ_BEFORE_SENT(Anomaly.READ_FROM_FUTURE) {
        @Override
        Optional<List<Operation>> apply(List<Operation> history, Random random) {
            return pickPollOf(1, history, random).map(poll -> {
                long early = -2L - random.nextInt(9);
                Call call = poll.call();
                Call moved = new Call(call.number(), call.process(), early, early + 1, Outcome.OK, call.node());
                return replace(history, poll, poll.with(moved));
            });
        }
    },
    /** A send that was acknowledged, and read, is recorded as failed. */
    DENY_A_SEND(Anomaly.FAILED_BUT_READ) {
        @Override
        Optional<List<Operation>> apply(List<Operation> history, Random random) {
            return pick(history, Send.class, send -> send.call().isOk(), random)
                    .map(send -> replace(
                            history,
                            send,
                            send.with(send.call().fail(send.call().completedNanos()))));
        }
    },
    /** A value that is read is rolled back. */
    ROLL_BACK(Anomaly.ROLLED_BACK_BUT_READ) {
        @Override
        Optional<List<Operation>> apply(List<Operation> history, Random random) {
            return pick(history, Send.class, send -> send.call().isOk(), random).map(send -> {
                List<Operation> mutated = new ArrayList<>(history);
                long last = history.get(history.size() - 1).call().completedNanos();
                Call call =
                        Call.open(history.size(), Integer.MAX_VALUE, last + 1).ok(last + 2);
                mutated.add(new Decision(call, send.value(), Operation.Fate.ROLLBACK, false));
                return mutated;
            });
        }
    },
    /** The end of a queue is told as it was before the last acknowledgement. */
    TELL_AN_OLD_END(Anomaly.STALE_END) {
        @Override
        Optional<List<Operation>> apply(List<Operation> history, Random random) {
            return pick(history, EdgeQuery.class, query -> query.call().isOk() && query.edge() == Edge.END, random)
                    .flatMap(query -> history.stream()
                            .filter(operation -> operation instanceof Send send
                                    && send.queue().equals(query.queue())
                                    && send.call().okBefore(query.call()))
                            .mapToLong(operation -> ((Send) operation).offset())
                            .max()
                            .stream()
                            .mapToObj(highest -> replace(
                                    history, query, new EdgeQuery(query.call(), query.queue(), Edge.END, highest)))
                            .findFirst());
        }
    },
    /** A current poll is told that nothing is there. */
    HIDE_FROM_A_POLL(Anomaly.STALE_POLL) {
        @Override
        Optional<List<Operation>> apply(List<Operation> history, Random random) {
            return pick(history, Poll.class, poll -> poll.current() && acknowledgedAt(history, poll), random)
                    .map(poll -> replace(
                            history,
                            poll,
                            poll.answered(poll.call().completedNanos(), PollAnswer.NOTHING_NEW, List.of())));
        }

        private boolean acknowledgedAt(List<Operation> history, Poll poll) {
            return history.stream()
                    .anyMatch(operation -> operation instanceof Send send
                            && send.queue().equals(poll.queue())
                            && send.offset() >= poll.position()
                            && send.call().okBefore(poll.call()));
        }
    },
    /** A consumer group is told the offset before the one it committed. */
    TELL_AN_OLD_COMMIT(Anomaly.COMMIT_LOST) {
        @Override
        Optional<List<Operation>> apply(List<Operation> history, Random random) {
            return pick(history, CommitQuery.class, query -> committedBefore(history, query), random)
                    .map(query -> replace(
                            history,
                            query,
                            new CommitQuery(query.call(), query.consumerGroup(), query.queue(), Operation.NONE)));
        }

        private boolean committedBefore(List<Operation> history, CommitQuery query) {
            return query.call().isOk()
                    && history.stream()
                            .anyMatch(operation -> operation instanceof Commit commit
                                    && commit.consumerGroup().equals(query.consumerGroup())
                                    && commit.call().okBefore(query.call()));
        }
    },
    /** A register is read with a value that nobody wrote. */
    MAKE_UP_A_VALUE(Anomaly.NOT_LINEARIZABLE) {
        @Override
        Optional<List<Operation>> apply(List<Operation> history, Random random) {
            return pick(history, Register.class, Mutation::isRead, random)
                    .map(read -> replace(
                            history,
                            read,
                            new Register(
                                    read.call(), read.key(), RegisterAction.READ, Operation.NONE, Operation.NONE, 77)));
        }
    };

    @SuppressWarnings("ImmutableEnumChecker") // Set.of gives one that cannot be changed
    private final Set<Anomaly> expected;

    Mutation(Anomaly... expected) {
        this.expected = Set.of(expected);
    }

    /** Empty if the history has nothing to lie about. */
    abstract Optional<List<Operation>> apply(List<Operation> history, Random random);

    /** Does this anomaly tell the lie? */
    boolean isToldBy(Anomaly anomaly) {
        return expected.contains(anomaly);
    }

    private static boolean isRead(Register register) {
        return register.call().isOk() && register.action() == RegisterAction.READ;
    }

    private static Optional<Poll> pickPollOf(int recordsMin, List<Operation> history, Random random) {
        return pick(history, Poll.class, poll -> poll.records().size() >= recordsMin, random);
    }

    private static <O extends Operation> Optional<O> pick(
            List<Operation> history, Class<O> kind, Predicate<O> condition, Random random) {
        List<O> fitting = history.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(condition)
                .toList();
        return fitting.isEmpty() ? Optional.empty() : Optional.of(fitting.get(random.nextInt(fitting.size())));
    }

    private static List<Operation> replace(List<Operation> history, Operation old, Operation changed) {
        List<Operation> mutated = new ArrayList<>(history);
        mutated.replaceAll(operation -> operation.call().number() == old.call().number() ? changed : operation);
        return mutated;
    }

    /** {@code null} leaves the record out. */
    private static List<Operation> mapRecords(List<Operation> history, UnaryOperator<SeenRecord> change) {
        List<Operation> mutated = new ArrayList<>(history);
        mutated.replaceAll(operation -> {
            if (operation instanceof Poll poll) {
                return withRecords(poll, changed(poll.records(), change));
            }
            return operation instanceof Drain drain ? withRecords(drain, change) : operation;
        });
        return mutated;
    }

    private static List<SeenRecord> changed(List<SeenRecord> records, UnaryOperator<SeenRecord> change) {
        List<SeenRecord> left = new ArrayList<>(records);
        left.replaceAll(change);
        left.removeIf(record -> record == null);
        return left;
    }

    private static Poll withRecords(Poll poll, List<SeenRecord> records) {
        return new Poll(
                poll.call(), poll.consumer(), poll.queue(), poll.position(), poll.current(), poll.answer(), records);
    }

    private static Drain withRecords(Drain drain, UnaryOperator<SeenRecord> change) {
        return new Drain(
                drain.call(), drain.queue(), drain.firstOffset(), drain.endOffset(), changed(drain.records(), change));
    }
}
