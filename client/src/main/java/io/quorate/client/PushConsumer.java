package io.quorate.client;

import io.quorate.client.internal.GroupCall;
import io.quorate.client.internal.Loop;
import io.quorate.protocol.Names;
import io.quorate.protocol.TagFilter;
import io.quorate.protocol.body.ConsumerData;
import io.quorate.protocol.body.SubscriptionData;
import io.quorate.remoting.RequestException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a consumer group (clustering mode): reads its share of the queues and hands the messages to a listener.
 * Shares are computed as the RocketMQ clients do, so these may be members of the same group.
 *
 * <p>At least once: a message counts as consumed when the listener says so, and offsets are committed only up to the
 * first message that does not. After a crash, or when a queue changes hands, messages may come again.
 *
 * <p>The group's retry topic is read, too, for the sake of other clients; this one redelivers by itself, see
 * {@link Outcome#LATER}.
 *
 * <p>Runs from its creation until {@link #close}. Inner state belongs to the client's loop; methods are for any thread.
 */
public final class PushConsumer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PushConsumer.class);

    /** Delay of a round that somebody asked for, which lets several requests become one. */
    private static final long REBALANCE_SOON_MILLIS = 50;

    private static final long REBALANCE_AGAIN_MILLIS = 1_000;
    /** How long close() waits for listeners and for the last commits, each. */
    private static final Duration CLOSE_STEP_MAX = Duration.ofSeconds(5);

    private final ClientCore core;
    private final ConsumerConfig config;
    private final Heartbeats heartbeats;
    private final Runnable onClose;
    private final Offsets offsets;
    private final Shares shares;
    private final Dispatcher dispatcher;
    private final Map<String, String> expressions;

    // Below: client loop only, except that assigned is replaced as a whole for readers elsewhere.
    private final Map<MessageQueue, QueueReader> readers = new HashMap<>();
    private volatile Set<MessageQueue> assigned = Set.of();
    private Loop.Timer nextRebalance = () -> {};
    private boolean rebalancing;
    private boolean rebalanceAgain; // asked for while one was under way
    private boolean rebalancePending; // asked for, its timer runs
    private volatile boolean closed;

    PushConsumer(
            ClientCore core, ConsumerConfig config, MessageListener listener, Heartbeats heartbeats, Runnable onClose) {
        this.core = core;
        this.config = config;
        this.heartbeats = heartbeats;
        this.onClose = onClose;
        this.offsets = new Offsets(core);
        this.shares = new Shares(core, config.group());
        this.dispatcher = new Dispatcher(config.group(), config.listenerThreads(), listener);
        expressions = new TreeMap<>(config.subscriptions());
        // Every member must subscribe to it: a heartbeat without it takes it away from the others.
        expressions.put(Names.retryTopic(config.group()), TagFilter.ALL_TAGS);
    }

    /** Learns the routes, tells the brokers of the new member, then takes its share. */
    void start() {
        List<CompletableFuture<?>> routes = new ArrayList<>();
        expressions.keySet().forEach(topic -> routes.add(core.routes().get(topic)));
        var unused = CompletableFuture.allOf(routes.toArray(CompletableFuture[]::new))
                .handle((nothing, e) -> null)
                .thenCompose(nothing -> heartbeats.addConsumer(consumerData()))
                .thenRun(() -> core.loop().execute(this::rebalance));
        core.loop().execute(this::scheduleCommit);
    }

    public ConsumerConfig config() {
        return config;
    }

    /** The queues this consumer reads now, those of the retry topic among them. */
    public Set<MessageQueue> assignedQueues() {
        return assigned;
    }

    /** The members of the group, or the queues, may have changed. */
    void rebalanceSoon() {
        core.loop().execute(() -> {
            if (rebalancing) {
                rebalanceAgain = true;
            } else if (!rebalancePending) {
                rebalancePending = true;
                scheduleRebalance(REBALANCE_SOON_MILLIS);
            }
        });
    }

    boolean subscribesTo(String topic) {
        return expressions.containsKey(topic);
    }

    private void scheduleRebalance(long delayMillis) {
        if (closed) {
            return;
        }
        nextRebalance.cancel();
        nextRebalance = core.loop().schedule(delayMillis, this::rebalance);
    }

    private void rebalance() {
        if (closed) {
            return;
        }
        if (rebalancing) {
            rebalanceAgain = true;
            return;
        }
        rebalancing = true;
        rebalanceAgain = false;
        rebalancePending = false;
        Map<String, CompletableFuture<Boolean>> rounds = new TreeMap<>();
        for (String topic : expressions.keySet()) {
            rounds.put(topic, rebalance(topic));
        }
        var unused = CompletableFuture.allOf(rounds.values().toArray(CompletableFuture[]::new))
                .whenComplete((nothing, e) -> core.loop().execute(() -> {
                    rebalancing = false;
                    // The retry topic comes into being with the first heartbeat or the first retry: no hurry.
                    boolean complete = rounds.entrySet().stream()
                            .allMatch(round -> Names.isRetryTopic(round.getKey())
                                    || round.getValue().getNow(false));
                    if (rebalanceAgain) {
                        scheduleRebalance(REBALANCE_SOON_MILLIS);
                    } else {
                        scheduleRebalance(
                                complete ? config.timing().rebalanceInterval().toMillis() : REBALANCE_AGAIN_MILLIS);
                    }
                }));
    }

    // Never fails; true when the share could be learned.
    private CompletableFuture<Boolean> rebalance(String topic) {
        return shares.of(topic).handle((share, e) -> {
            if (e != null) {
                log.debug(
                        "group={} topic={} why=no share: {}",
                        config.group(),
                        topic,
                        GroupCall.unwrap(e).toString());
                return false;
            }
            share.ifPresent(queues -> core.loop().execute(() -> take(topic, Set.copyOf(queues))));
            return share.isPresent();
        });
    }

    private void take(String topic, Set<MessageQueue> share) {
        if (closed) {
            return;
        }
        List<QueueReader> lost = readers.values().stream()
                .filter(reader -> reader.queue().topic().equals(topic) && !share.contains(reader.queue()))
                .toList();
        for (QueueReader reader : lost) {
            log.info("group={} queue={} why=queue lost", config.group(), reader.queue());
            readers.remove(reader.queue());
            reader.close();
            var unused = reader.finish();
        }
        for (MessageQueue queue : share) {
            if (!readers.containsKey(queue)) {
                QueueReader reader = newReader(queue);
                readers.put(queue, reader);
                reader.start();
            }
        }
        assigned = Set.copyOf(new TreeSet<>(readers.keySet()));
    }

    private QueueReader newReader(MessageQueue queue) {
        String expression = expressions.get(queue.topic());
        try {
            return new QueueReader(core, config, offsets, dispatcher, queue, expression, TagFilter.parse(expression));
        } catch (RequestException e) {
            throw new IllegalStateException("ConsumerConfig let a bad expression pass", e);
        }
    }

    private void scheduleCommit() {
        var unused = core.loop().schedule(config.timing().commitInterval().toMillis(), () -> {
            if (!closed) {
                readers.values().forEach(reader -> {
                    var unusedCommit = reader.commit();
                });
                scheduleCommit();
            }
        });
    }

    private ConsumerData consumerData() {
        List<SubscriptionData> subscriptions = new ArrayList<>();
        long version = System.currentTimeMillis();
        expressions.forEach((topic, expression) -> {
            try {
                subscriptions.add(SubscriptionData.ofTags(topic, expression, version));
            } catch (RequestException e) {
                throw new IllegalStateException("ConsumerConfig let a bad expression pass", e);
            }
        });
        String from = switch (config.startFrom().kind()) {
            case FIRST -> ConsumerData.FROM_FIRST_OFFSET;
            case LAST -> ConsumerData.FROM_LAST_OFFSET;
            case TIMESTAMP -> ConsumerData.FROM_TIMESTAMP;
        };
        return new ConsumerData(
                config.group(), ConsumerData.CONSUME_PASSIVELY, ConsumerData.CLUSTERING, from, subscriptions, false);
    }

    /**
     * Stops reading, lets running listeners finish, commits what is done, leaves the group. Waits for each of these a few
     * seconds at most; what was not committed comes again to whoever takes the queues over. Idempotent. Not to be called
     * by the listener.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            await(onLoop(() -> {
                nextRebalance.cancel();
                readers.values().forEach(QueueReader::close);
                return CompletableFuture.completedFuture(null);
            }));
            if (!dispatcher.close(CLOSE_STEP_MAX.toMillis())) {
                log.warn("group={} why=listeners still run at close, their messages will come again", config.group());
            }
            await(onLoop(() -> CompletableFuture.allOf(
                    readers.values().stream().map(QueueReader::finish).toArray(CompletableFuture[]::new))));
            assigned = Set.of();
            await(heartbeats.removeConsumer(config.group()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        onClose.run();
    }

    private CompletableFuture<Void> onLoop(Supplier<CompletableFuture<Void>> step) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        core.loop().execute(() -> {
            var unused = step.get().whenComplete((nothing, e) -> done.complete(null));
        });
        return done;
    }

    private void await(CompletableFuture<Void> step) throws InterruptedException {
        try {
            step.get(CLOSE_STEP_MAX.toMillis() + 1_000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("group={} why=close went on without waiting longer", config.group());
        }
    }
}
