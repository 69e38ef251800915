package io.quorate.broker.timer;

import io.quorate.broker.read.LogBytes;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.BundleProposal;
import io.quorate.broker.state.EncodedRecords;
import io.quorate.broker.state.LeaderDuty;
import io.quorate.broker.state.PendingTimer;
import io.quorate.broker.state.RecordRewriter;
import io.quorate.broker.state.TimersFired;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.message.PropertyNames;
import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ProposeOutcome;
import io.quorate.remoting.RequestException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what is due, as a leader: takes the first due timers, reads their messages, and puts these together with the command
 * that says so into one entry. One entry at a time: once it is applied the table shows what is due next, so that nothing has to be
 * remembered of what is under way. A leadership that ends in between leaves either the whole entry or nothing of it.
 */
public final class TimerFiring implements LeaderDuty {
    private static final Logger LOG = LoggerFactory.getLogger(TimerFiring.class);

    private static final int BATCH_TIMERS_MAX = 512;
    private static final int BATCH_BYTES_MAX = 1 << 20; // a lone message may be larger
    private static final int BATCH_COMMAND_BYTES = 64; // beside the timers in it
    private static final int TIMER_BYTES_MAX = 30;

    /** A message that could not be read is tried again after this; the others do not wait for it. */
    private static final long ASIDE_MILLIS = 5000;

    private static final int ASIDE_MAX = 10_000; // with more nothing is fired until some are tried again

    /** What was taken from the table at once, in one leadership. */
    private record Batch(long term, List<PendingTimer> timers) {
        /** When all of them are due. */
        long dueMillis() {
            return timers.get(timers.size() - 1).deliverMillis();
        }
    }

    /** What becomes of a timer: its message, or nothing if nobody can receive that. */
    private record Delivery(Optional<EncodedRecords> message) {
        int lengthBytes() {
            return message.map(EncodedRecords::lengthBytes).orElse(0);
        }
    }

    private final BrokerState state;
    private final PendingRecords records;
    private final Executor reader;
    private final Consumer<Proposal> propose;
    private final int batchBytesMax;
    private final TimerRecalls recalls;
    private final LongSupplier nowMillis;
    private final AtomicReference<Batch> underWay = new AtomicReference<>(); // null: nothing
    private final Map<Long, Long> aside = new ConcurrentHashMap<>(); // position to when it is tried again
    private long ledTerm; // 0: not leading. Replica loop only
    private volatile long deliveredCount;
    private volatile long droppedCount;

    /**
     * @param reader where pending messages are read; may refuse (RejectedExecutionException)
     * @param proposalBytesMax largest proposal that fits an entry of the log
     * @param nowMillis as {@link LogClock}
     */
    public TimerFiring(
            BrokerState state,
            LogBytes log,
            Executor reader,
            Consumer<Proposal> propose,
            int proposalBytesMax,
            TimerRecalls recalls,
            LongSupplier nowMillis) {
        this.state = state;
        this.records = new PendingRecords(log);
        this.reader = reader;
        this.propose = propose;
        this.batchBytesMax = Math.min(BATCH_BYTES_MAX, proposalBytesMax);
        this.recalls = recalls;
        this.nowMillis = nowMillis;
    }

    @Override
    public void leadershipGained(long term) {
        ledTerm = term;
        underWay.set(null);
        aside.clear();
    }

    @Override
    public void leadershipLost() {
        ledTerm = 0;
    }

    @Override
    public void tick() {
        if (ledTerm != 0 && underWay.get() == null) {
            fire();
        }
    }

    /** Messages delivered by this process as leader. Any thread. */
    public long deliveredCount() {
        return deliveredCount;
    }

    /** Messages not delivered, since their topic was deleted meanwhile. Any thread. */
    public long droppedCount() {
        return droppedCount;
    }

    private void fire() {
        long now = nowMillis.getAsLong();
        aside.values().removeIf(again -> again <= now);
        if (aside.size() >= ASIDE_MAX) {
            return;
        }
        List<PendingTimer> due = state.timers().due(now, BATCH_TIMERS_MAX, aside::containsKey);
        if (due.isEmpty()) {
            return;
        }
        Batch batch = new Batch(ledTerm, due);
        underWay.set(batch);
        recalls.taken(batch.dueMillis());
        try {
            reader.execute(() -> deliver(batch));
        } catch (RejectedExecutionException busy) {
            ended(batch);
        }
    }

    private void ended(Batch batch) {
        underWay.compareAndSet(batch, null);
    }

    private void deliver(Batch batch) {
        try {
            List<PendingTimer> fired = new ArrayList<>();
            List<EncodedRecords> messages = new ArrayList<>();
            prepare(batch, fired, messages);
            if (fired.isEmpty()) {
                ended(batch);
                return;
            }
            propose.accept(new BundleProposal(
                    List.of(new TimersFired(fired)),
                    messages,
                    state.offsetAssigner(),
                    (outcome, placements) -> settled(batch, outcome, messages.size(), fired.size()),
                    () -> isLapsed(batch)));
        } catch (RuntimeException failure) {
            LOG.warn("timers could not be fired and are tried again", failure);
            ended(batch);
        }
    }

    /**
     * Appended in another leadership than the one it was taken in, it could be a second delivery; with a clock that was set back
     * meanwhile, an early one; and what was recalled meanwhile is not delivered. Replica loop, just before it is appended.
     */
    private boolean isLapsed(Batch batch) {
        return ledTerm != batch.term
                || nowMillis.getAsLong() < batch.dueMillis()
                || recalls.isAnyUnderWay(batch.dueMillis())
                || !batch.timers.stream().allMatch(state.timers()::isPending);
    }

    private void prepare(Batch batch, List<PendingTimer> fired, List<EncodedRecords> messages) {
        int bytes = BATCH_COMMAND_BYTES;
        for (PendingTimer timer : batch.timers) {
            Optional<Delivery> delivery = delivery(timer);
            if (delivery.isEmpty()) {
                putAside(timer);
                continue;
            }
            bytes += TIMER_BYTES_MAX + delivery.get().lengthBytes();
            if (!fired.isEmpty() && bytes > batchBytesMax) {
                return;
            }
            fired.add(timer);
            delivery.get().message().ifPresent(messages::add);
        }
    }

    /** Empty if that cannot be told now. What is wrong with one message must not hold up the others. */
    private Optional<Delivery> delivery(PendingTimer timer) {
        try {
            return records.read(timer).map(record -> new Delivery(delivered(record)));
        } catch (RuntimeException unusable) {
            LOG.warn("the delayed message at position {} makes no message", timer.position(), unusable);
            return Optional.empty();
        }
    }

    private void putAside(PendingTimer timer) {
        LOG.warn(
                "the delayed message at position {} cannot be read now and is delivered once it can be",
                timer.position());
        aside.put(timer.position(), nowMillis.getAsLong() + ASIDE_MILLIS);
    }

    /** As it arrives: its properties still tell that it was delayed, as RocketMQ's do. Empty if nobody can receive it. */
    private Optional<EncodedRecords> delivered(ByteBuffer record) {
        RecordRewriter rewriter = new RecordRewriter(record).preparedTransactionOffset(0);
        Optional<TopicConfig> topic =
                Optional.ofNullable(rewriter.property(PropertyNames.REAL_TOPIC)).flatMap(state.topics()::find);
        if (topic.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(rewriter.to(topic.get().topicName(), queueId(rewriter, topic.get()))
                    .encode());
        } catch (RequestException tooLong) {
            throw new IllegalStateException("properties that were stored can be stored again", tooLong);
        }
    }

    /** The queue it was sent to; another one if the topic has lost that since, for nobody would look there. */
    private static int queueId(RecordRewriter rewriter, TopicConfig topic) {
        int queueId = Integer.parseInt(rewriter.property(PropertyNames.REAL_QUEUE_ID));
        int queueCount = topic.queueCount();
        return queueId < queueCount ? queueId : queueId % Math.max(1, queueCount);
    }

    /** Replica loop. What is due next waits for no tick then, unless something is wrong. */
    private void settled(Batch batch, ProposeOutcome outcome, int messageCount, int firedCount) {
        ended(batch);
        if (outcome instanceof ProposeOutcome.Committed) {
            count(messageCount, firedCount - messageCount);
            tick();
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the replica loop alone writes
    private void count(int delivered, int dropped) {
        deliveredCount += delivered;
        droppedCount += dropped;
    }
}
