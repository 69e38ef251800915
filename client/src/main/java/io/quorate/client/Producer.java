package io.quorate.client;

import io.quorate.client.internal.CallFailure;
import io.quorate.client.internal.GroupCall;
import io.quorate.client.internal.InFlightBudget;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.SendMessageReply;
import io.quorate.protocol.message.UniqueKeyGenerator;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends messages. Safe from any thread.
 *
 * <p>A send is tried until {@link ProducerConfig#sendTimeout()}: at the leader, when that fails at once at the other
 * replicas of its group (any of them forwards), then again after a short back-off. It ends with a receipt, or with a
 * {@link SendException} that says whether the message may be stored all the same. All attempts carry the same unique key.
 *
 * <p>Bounds: above {@link ProducerConfig#inFlightCountMax()} or {@link ProducerConfig#inFlightBytesMax()} a send waits
 * its turn within its timeout, without blocking the caller of {@link #sendAsync}; when that takes too long, or too many
 * wait, it fails as {@link SendException.Reason#OVERLOADED} and was never sent.
 *
 * <p>Order: messages with the same sharding key (or explicit queue) are stored in the order they were sent if each is
 * sent after the one before was acknowledged, as {@link #send} does. Those sent asynchronously leave in order, but a
 * retry may overtake, unless {@code inFlightCountMax} is 1. After a {@link SendException.Fate#UNKNOWN} the message may
 * still be stored later, after messages sent since.
 *
 * <p>Futures complete on an I/O loop or the client's loop: do not block in what is chained to them.
 */
public final class Producer implements AutoCloseable {
    private final ClientCore core;
    private final ProducerConfig config;
    private final UniqueKeyGenerator keys;
    private final Runnable onClose;
    private final InFlightBudget budget;
    // Random, so that producers that start together do not all begin with the same queue.
    private final AtomicInteger turn =
            new AtomicInteger(ThreadLocalRandom.current().nextInt());
    // Bounded by what may be in flight and waiting. Each completes by itself; close() waits for them.
    private final Map<EncodedSend, CompletableFuture<?>> pending = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Producer(ClientCore core, ProducerConfig config, UniqueKeyGenerator keys, Runnable onClose) {
        this.core = core;
        this.config = config;
        this.keys = keys;
        this.onClose = onClose;
        this.budget = new InFlightBudget(
                config.inFlightCountMax(), config.inFlightBytesMax(), config.waitingMax(), core.loop());
    }

    public ProducerConfig config() {
        return config;
    }

    /** Blocks until the message is acknowledged or known not to be, a little longer than the send timeout at most. */
    public SendReceipt send(Message message) throws SendException, InterruptedException {
        return await(sendAsync(message));
    }

    /** The messages become one batch: all go to one queue, one after another, or none does. */
    public SendReceipt send(List<Message> messages) throws SendException, InterruptedException {
        return await(sendAsync(messages));
    }

    /** Never blocks. Fails with a {@link SendException} only. */
    public CompletableFuture<SendReceipt> sendAsync(Message message) {
        return start(EncodedSend.of(message, keys, config.compressAboveBytes()));
    }

    /** As {@link #send(List)}, without blocking. */
    public CompletableFuture<SendReceipt> sendAsync(List<Message> messages) {
        return start(EncodedSend.ofBatch(messages, keys));
    }

    /**
     * Sends once and asks for no answer: nobody will know whether it was stored. Completes when the bytes are handed to
     * the socket, or with a {@link SendException} when not even that was possible.
     */
    public CompletableFuture<Void> sendOneway(Message message) {
        EncodedSend send = EncodedSend.of(message, keys, config.compressAboveBytes());
        return admitted(send, deadlineNanos -> {
            SendPlan plan = new SendPlan(core.routes(), config, send, turn);
            return plan.target(false).thenCompose(target -> {
                String address = core.replicas()
                        .next(target.brokerName(), target.addresses(), Set.of())
                        .orElseThrow(() -> new CompletionException(
                                CallFailure.noRoute("no replica of " + target.brokerName() + " is known")));
                return core.network().invokeOneway(address, plan.onewayRequest());
            });
        });
    }

    private CompletableFuture<SendReceipt> start(EncodedSend send) {
        return admitted(send, deadlineNanos -> {
            SendPlan plan = new SendPlan(core.routes(), config, send, turn);
            return core.callUntil(plan, config.attemptTimeout(), deadlineNanos)
                    .thenCompose(answer -> receipt(send, answer));
        });
    }

    @FunctionalInterface
    private interface Step<T> {
        CompletableFuture<T> run(long deadlineNanos);
    }

    private <T> CompletableFuture<T> admitted(EncodedSend send, Step<T> step) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        pending.put(send, outcome);
        var unusedRemoval = outcome.whenComplete((done, e) -> pending.remove(send));
        if (closed) {
            outcome.completeExceptionally(failure(
                    send, SendException.Reason.CLOSED, SendException.Fate.NOT_STORED, 0, "the producer is closed"));
            return outcome;
        }
        long deadlineNanos = core.loop().nanoTime() + config.sendTimeout().toNanos();
        int bytes = send.body().length;
        var unused = budget.acquire(bytes, deadlineNanos).thenAccept(admitted -> {
            if (!admitted) {
                outcome.completeExceptionally(failure(
                        send,
                        SendException.Reason.OVERLOADED,
                        SendException.Fate.NOT_STORED,
                        0,
                        "more than " + config.inFlightCountMax() + " sends or " + config.inFlightBytesMax()
                                + " bytes under way for too long"));
                return;
            }
            var unusedStep = step.run(deadlineNanos).whenComplete((result, e) -> {
                budget.release(bytes);
                if (e == null) {
                    outcome.complete(result);
                } else {
                    outcome.completeExceptionally(asSendException(send, GroupCall.unwrap(e)));
                }
            });
        });
        return outcome;
    }

    private CompletableFuture<SendReceipt> receipt(EncodedSend send, GroupCall.Answer answer) {
        RemotingCommand response = answer.response();
        switch (response.code()) {
            // The latter three: stored by a stock broker that could not do all it was configured to do besides.
            case ResponseCode.SUCCESS,
                    ResponseCode.FLUSH_DISK_TIMEOUT,
                    ResponseCode.SLAVE_NOT_AVAILABLE,
                    ResponseCode.FLUSH_SLAVE_TIMEOUT -> {}
            default -> {
                return CompletableFuture.failedFuture(new SendException(
                        SendException.Reason.REFUSED,
                        answer.maybeDone() ? SendException.Fate.UNKNOWN : SendException.Fate.NOT_STORED,
                        response.code(),
                        send.uniqueKeys(),
                        answer.attemptCount(),
                        answer.address() + " answered " + response.code() + " " + response.remark()));
            }
        }
        SendMessageReply reply;
        try {
            reply = SendMessageReply.decode(response.extFields());
        } catch (RequestException e) {
            return CompletableFuture.failedFuture(failure(
                    send,
                    SendException.Reason.REFUSED,
                    SendException.Fate.UNKNOWN,
                    answer.attemptCount(),
                    answer.address() + " acknowledged without saying what: " + e.getMessage()));
        }
        core.routes().sentTo(send.topic());
        return CompletableFuture.completedFuture(new SendReceipt(
                send.uniqueKeys(),
                Arrays.asList(reply.msgId().split(",", -1)),
                new MessageQueue(send.topic(), answer.target().brokerName(), reply.queueId()),
                reply.queueOffset(),
                answer.attemptCount(),
                answer.maybeDone()));
    }

    private static SendException asSendException(EncodedSend send, Throwable error) {
        if (error instanceof SendException known) {
            return known;
        }
        if (error instanceof CallFailure failure) {
            SendException.Reason reason = switch (failure.reason()) {
                case DEADLINE -> SendException.Reason.TIMED_OUT;
                case NO_ROUTE -> SendException.Reason.NO_ROUTE;
                case NOT_SENDABLE -> SendException.Reason.REFUSED;
                case CLOSED -> SendException.Reason.CLOSED;
            };
            return failure(
                    send,
                    reason,
                    failure.maybeDone() ? SendException.Fate.UNKNOWN : SendException.Fate.NOT_STORED,
                    failure.attemptCount(),
                    failure.getMessage());
        }
        return failure(send, SendException.Reason.TIMED_OUT, SendException.Fate.UNKNOWN, 1, String.valueOf(error));
    }

    private static SendException failure(
            EncodedSend send, SendException.Reason reason, SendException.Fate fate, int attemptCount, String message) {
        return new SendException(
                reason, fate, ClientException.NO_CODE, send.uniqueKeys(), attemptCount, send.topic() + ": " + message);
    }

    private static SendReceipt await(CompletableFuture<SendReceipt> sent) throws SendException, InterruptedException {
        try {
            return sent.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SendException failure) {
                throw failure;
            }
            throw new IllegalStateException("sends fail with a SendException only", e.getCause());
        }
    }

    /**
     * Takes no more sends, and waits for those under way: each ends within its timeout, so this returns within the send
     * timeout and a little. Idempotent.
     */
    @Override
    public void close() {
        closed = true;
        CompletableFuture<Void> drained = CompletableFuture.allOf(
                        pending.values().toArray(CompletableFuture[]::new))
                .handle((done, e) -> null);
        try {
            drained.get(config.sendTimeout().toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // What is left is failed below.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pending.forEach((send, outcome) -> outcome.completeExceptionally(
                failure(send, SendException.Reason.CLOSED, SendException.Fate.UNKNOWN, 1, "closed while under way")));
        onClose.run();
    }
}
