package io.quorate.client;

import io.quorate.client.internal.AckWindow;
import io.quorate.client.internal.Backoff;
import io.quorate.client.internal.GroupCall;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.TagFilter;
import io.quorate.protocol.header.PullMessageReply;
import io.quorate.remoting.RequestException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one queue for a consumer:
 *
 * <pre>
 *   LOCATING ──start offset found──▶ READING ──lost, or consumer closed──▶ CLOSED
 *       │                                                                    ▲
 *       └────────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * At most one pull is under way. Everything runs on the client's loop.
 */
final class QueueReader {
    private static final Logger log = LoggerFactory.getLogger(QueueReader.class);

    private static final Backoff FAILED = new Backoff(50, 2_000);
    /** Between pulls that a broker answers at once though it has nothing; a broker that holds them needs none. */
    private static final Backoff IDLE = new Backoff(20, 1_000);

    private static final long ANSWERED_AT_ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Duration COMMIT_MAX = Duration.ofSeconds(5);

    private enum Phase {
        LOCATING,
        READING,
        CLOSED
    }

    private final ClientCore core;
    private final ConsumerConfig config;
    private final StartOffset startOffset;
    private final Offsets offsets;
    private final Dispatcher dispatcher;
    private final MessageQueue queue;
    private final String expression;
    private final TagFilter filter;

    private volatile Phase phase = Phase.LOCATING; // written on the loop; read by calls under way
    private boolean located; // the window means something
    private AckWindow window = new AckWindow(0);
    private long cachedBytes;
    private boolean pulling;
    private int failureCount;
    private int idleCount;
    // A move the broker asked for and has to repeat before it is believed.
    private OptionalLong doubtedMove = OptionalLong.empty();
    // Grows with each restart of the window: outcomes from before it do not count.
    private int epoch;
    private OptionalLong committedOffset = OptionalLong.empty();
    private CompletableFuture<Void> commit = CompletableFuture.completedFuture(null);

    QueueReader(
            ClientCore core,
            ConsumerConfig config,
            Offsets offsets,
            Dispatcher dispatcher,
            MessageQueue queue,
            String expression,
            TagFilter filter) {
        this.core = core;
        this.config = config;
        this.startOffset = new StartOffset(offsets, config, core.config().requestTimeout());
        this.offsets = offsets;
        this.dispatcher = dispatcher;
        this.queue = queue;
        this.expression = expression;
        this.filter = filter;
    }

    MessageQueue queue() {
        return queue;
    }

    void start() {
        var unused = startOffset
                .of(queue)
                .whenComplete((offset, e) -> onLoop(Phase.LOCATING, () -> {
                    if (e == null) {
                        log.info("group={} queue={} offset={} why=queue assigned", config.group(), queue, offset);
                        window = new AckWindow(offset);
                        located = true;
                        phase = Phase.READING;
                        failureCount = 0;
                        pull();
                    } else {
                        retryLater(
                                "start offset not known",
                                GroupCall.unwrap(e).getMessage(),
                                Phase.LOCATING,
                                this::start);
                    }
                }));
    }

    private void pull() {
        ConsumerConfig.Limits limits = config.limits();
        if (phase != Phase.READING
                || pulling
                || window.unackedCount() >= limits.cachedCountMax()
                || cachedBytes >= limits.cachedBytesMax()
                || window.span() >= limits.spanMax()) {
            return; // what ends one of these pulls again
        }
        pulling = true;
        long position = window.nextOffset();
        long sinceNanos = core.loop().nanoTime();
        PullPlan plan = new PullPlan(core.routes(), config, queue, expression, position, () -> phase == Phase.CLOSED);
        Duration attemptTimeout = config.timing().suspend().plus(core.config().requestTimeout());
        var unused = core.call(plan, attemptTimeout, attemptTimeout.multipliedBy(3))
                .thenApply(answer -> read(position, answer))
                .whenComplete((pulled, e) -> onLoop(Phase.READING, () -> {
                    pulling = false;
                    if (e == null) {
                        accept(pulled, sinceNanos);
                    } else {
                        retryLater("pull failed", GroupCall.unwrap(e).getMessage(), Phase.READING, this::pull);
                    }
                }));
    }

    // Where the answer arrives, so that copying and checksums are not the loop's work.
    private Pulled read(long position, GroupCall.Answer answer) {
        try {
            return Pulled.read(queue, position, answer);
        } catch (RequestException | IndexOutOfBoundsException e) {
            log.error("group={} queue={} address={} why={}", config.group(), queue, answer.address(), e.getMessage());
            // The next pull had better ask another replica: this one's copy may be damaged.
            core.replicas().failed(queue.brokerName(), answer.address());
            throw new CompletionException(e);
        }
    }

    private void accept(Pulled pulled, long sinceNanos) {
        if (pulled.isRefusal()) {
            retryLater(
                    "pull refused",
                    pulled.address() + " answered " + pulled.code() + " " + pulled.remark(),
                    Phase.READING,
                    this::pull);
            return;
        }
        failureCount = 0;
        if (pulled.code() == ResponseCode.PULL_OFFSET_MOVED) {
            consider(pulled);
            return;
        }
        doubtedMove = OptionalLong.empty();
        long before = window.nextOffset();
        // "Nothing there yet" moves nothing, whatever else it says: only what was examined may be passed over.
        if (pulled.code() != ResponseCode.PULL_NOT_FOUND && pulled.reply().nextBeginOffset() > before) {
            deliver(pulled);
        }
        boolean atOnce = core.loop().nanoTime() - sinceNanos < ANSWERED_AT_ONCE_NANOS;
        if (window.nextOffset() > before || !atOnce) {
            idleCount = 0;
            pull();
        } else {
            var unused = core.loop().schedule(IDLE.delayMillis(++idleCount), this::pull);
        }
    }

    private void deliver(Pulled pulled) {
        // The broker filters by hash, which may let strangers pass.
        List<MessageView> wanted = pulled.messages().stream()
                .filter(message -> filter.matches(message.tag()))
                .toList();
        window.received(
                wanted.stream().map(MessageView::queueOffset).toList(),
                pulled.reply().nextBeginOffset());
        cachedBytes += bytes(wanted);
        for (int from = 0; from < wanted.size(); from += config.batchMax()) {
            submit(wanted.subList(from, Math.min(wanted.size(), from + config.batchMax())), epoch);
        }
    }

    private void submit(List<MessageView> messages, int ofEpoch) {
        dispatcher.submit(messages, outcome -> core.loop().execute(() -> done(messages, outcome, ofEpoch)));
    }

    private void done(List<MessageView> messages, Outcome outcome, int ofEpoch) {
        if (ofEpoch != epoch) {
            return;
        }
        if (outcome == Outcome.SUCCESS) {
            window.acked(messages.stream().map(MessageView::queueOffset).toList());
            cachedBytes -= bytes(messages);
            pull();
        } else if (phase == Phase.READING) {
            ConsumerConfig.Timing timing = config.timing();
            Backoff later = new Backoff(
                    timing.laterDelay().toMillis(), timing.laterDelayMax().toMillis());
            long delayMillis = later.boundMillis(messages.get(0).deliveryCount());
            List<MessageView> again =
                    messages.stream().map(MessageView::redelivered).toList();
            var unused = core.loop().schedule(delayMillis, () -> {
                if (phase == Phase.READING && ofEpoch == epoch) {
                    submit(again, ofEpoch);
                }
            });
        }
    }

    /**
     * The broker says our offset is not in the queue, or was reset. A reset lies within the queue and is obeyed at once:
     * it is said only once. Anything else has to be said twice: a replica that lags, or one that has just come back, may
     * believe it until it knows better, and believing it would skip or repeat messages.
     */
    private void consider(Pulled pulled) {
        PullMessageReply reply = pulled.reply();
        long position = window.nextOffset();
        long target = reply.nextBeginOffset();
        boolean reset = position >= reply.minOffset() && position <= reply.maxOffset();
        boolean repeated = doubtedMove.isPresent() && doubtedMove.getAsLong() == target;
        if (!reset && !repeated) {
            doubtedMove = OptionalLong.of(target);
            retryLater(
                    "offset said to be outside the queue",
                    pulled.address() + " says " + reply,
                    Phase.READING,
                    this::pull);
            return;
        }
        log.warn(
                "group={} queue={} offset={} from={} why={} address={}",
                config.group(),
                queue,
                target,
                position,
                reset ? "offset reset" : "offset outside [" + reply.minOffset() + ", " + reply.maxOffset() + "]",
                pulled.address());
        doubtedMove = OptionalLong.empty();
        epoch++;
        cachedBytes = 0;
        window.restart(target);
        pull();
    }

    private void retryLater(String what, String why, Phase during, Runnable again) {
        failureCount++;
        if (failureCount == 1) {
            log.info("group={} queue={} what={} why={}", config.group(), queue, what, why);
        }
        var unused = core.loop().schedule(FAILED.delayMillis(failureCount), () -> {
            if (phase == during) {
                again.run();
            }
        });
    }

    /** Commits what is done, if that is news to the broker. One commit at a time, so that none overtakes another. */
    CompletableFuture<Void> commit() {
        if (!commit.isDone()) {
            return commit;
        }
        long offset = window.committableOffset();
        if (!located || (committedOffset.isPresent() && committedOffset.getAsLong() == offset)) {
            return commit;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        commit = done;
        var unused = offsets.commit(config.group(), queue, offset, COMMIT_MAX)
                .whenComplete((nothing, e) -> core.loop().execute(() -> {
                    if (e == null) {
                        committedOffset = OptionalLong.of(offset);
                    } else {
                        log.warn(
                                "group={} queue={} offset={} why=commit failed: {}",
                                config.group(),
                                queue,
                                offset,
                                GroupCall.unwrap(e).getMessage());
                    }
                    done.complete(null);
                }));
        return done;
    }

    /** Pulls and delivers no more. What listeners still do counts until {@link #finish}. */
    void close() {
        phase = Phase.CLOSED;
    }

    /** After {@link #close}: commits the last word. Completes when that was agreed on or has failed for long enough. */
    CompletableFuture<Void> finish() {
        // The one under way may carry an older offset.
        CompletableFuture<Void> underWay = commit;
        return underWay.thenCompose(nothing -> commit());
    }

    private void onLoop(Phase during, Runnable step) {
        core.loop().execute(() -> {
            if (phase == during) {
                step.run();
            }
        });
    }

    private static long bytes(List<MessageView> messages) {
        return messages.stream()
                .mapToLong(message -> message.storedBody().length)
                .sum();
    }
}
