package io.quorate.broker.pop;

import io.quorate.broker.read.LogBytes;
import io.quorate.broker.state.ArrivalListener;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.Command;
import io.quorate.broker.state.CommandListener;
import io.quorate.broker.state.CommandProposal;
import io.quorate.broker.state.PopAck;
import io.quorate.broker.state.PopChange;
import io.quorate.broker.state.PopTable;
import io.quorate.broker.state.PopTake;
import io.quorate.commitlog.index.MissingIndexException;
import io.quorate.protocol.ResponseCode;
import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ProposeOutcome;
import io.quorate.remoting.Connection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives messages out, on a leader: chooses them, has the log say so, then answers. Who finds nothing waits in line; what is
 * new wakes the first in line who wants it, and who took something wakes the next. Any thread.
 */
public final class PopService implements ArrivalListener, CommandListener {
    private static final Logger LOG = LoggerFactory.getLogger(PopService.class);

    /** So often one of each line looks even if nobody called it: for what comes without a sign, such as room in hand. */
    private static final long FORCED_LOOK_MILLIS = 800;

    /** What the service works with. */
    public record Parts(
            BrokerState state,
            LogBytes log,
            Consumer<Proposal> propose,
            BooleanSupplier serving,
            Executor executor,
            LongSupplier wallMillis,
            LongSupplier nowMillis) {}

    private final Parts parts;
    private final QueueClaims claims = new QueueClaims();
    private final PopChooser chooser;
    private final PopReader reader;
    private final PopLines lines;
    private final AtomicLong numbers = new AtomicLong();
    private volatile long forcedLookMillis; // written by the one who calls tick

    /**
     * Besides the state's bytes it needs: {@code propose} hands a proposal to the replica and never blocks; {@code serving}
     * says whether this replica leads and knows all that was committed before; {@code executor} looks and answers; {@code
     * wallMillis} is the time by which the next entry would be stamped, {@code nowMillis} a clock that never goes back.
     */
    public PopService(Parts parts, PopLimits limits) {
        this.parts = parts;
        chooser = new PopChooser(parts.state(), parts.log(), claims, limits);
        reader = new PopReader(parts.state(), parts.log());
        lines = new PopLines(limits);
    }

    /**
     * Answers exactly once: now, or when there is something, or when the time is up (plus the distance of two ticks). Never,
     * if the connection closes first.
     *
     * @param waitMillis how long it may wait for messages; 0 or less for not at all
     */
    public void pop(PopQuery query, Connection connection, long waitMillis, Consumer<PopResult> answer) {
        serve(query, false, connection, waitMillis, answer);
    }

    /** The same, but gives nothing out: the answer says SUCCESS, without messages, when a pop would find some. */
    public void await(PopQuery query, Connection connection, long waitMillis, Consumer<PopResult> answer) {
        serve(query, true, connection, waitMillis, answer);
    }

    /** What a pop would give now. */
    public PopResult peek(PopQuery query) {
        long wallMillis = wallMillis();
        return reader.peek(query, chooser.look(query, wallMillis), wallMillis);
    }

    /** Polls that wait for this queue, or for all of the topic if it is negative. */
    public int waitingCount(String consumerGroup, String topic, int queueId) {
        return lines.countOf(consumerGroup, topic, queueId);
    }

    private void serve(
            PopQuery query, boolean onlyLooks, Connection connection, long waitMillis, Consumer<PopResult> answer) {
        PopPoll poll = new PopPoll(
                query,
                onlyLooks,
                connection,
                numbers.incrementAndGet(),
                parts.nowMillis().getAsLong() + Math.max(0, waitMillis),
                answer);
        // In line before it looks: so nothing new is missed.
        boolean waits = lines.enter(poll);
        run(poll, waits);
    }

    private void wake(PopPoll poll) {
        parts.executor().execute(() -> run(poll, true));
    }

    @SuppressWarnings("IllegalCatch") // a mistake must answer its request, and not leave the poll in line for ever
    private void run(PopPoll poll, boolean mayWait) {
        try {
            look(poll, mayWait);
        } catch (MissingIndexException missing) {
            finish(poll, empty(ResponseCode.SYSTEM_BUSY, missing.getMessage()));
        } catch (RuntimeException failure) {
            LOG.warn("a pop of {} failed", poll.query(), failure);
            finish(poll, empty(ResponseCode.SYSTEM_ERROR, failure.toString()));
        }
    }

    private void look(PopPoll poll, boolean mayWait) {
        do {
            if (poll.isGone() || !parts.serving().getAsBoolean()) {
                finish(poll, empty(ResponseCode.POLLING_TIMEOUT, "this node does not lead any more"));
                return;
            }
            long wallMillis = wallMillis();
            PopChoice choice = poll.onlyLooks()
                    ? chooser.look(poll.query(), wallMillis)
                    : chooser.choose(poll.query(), wallMillis);
            if (poll.onlyLooks() ? choice.hasMessages() : !choice.items().isEmpty()) {
                take(poll, mayWait, choice);
                return;
            }
            long nowMillis = parts.nowMillis().getAsLong();
            if (!mayWait) {
                finish(poll, empty(ResponseCode.POLLING_FULL, "too many polls wait"));
                return;
            }
            if (poll.isOverdue(nowMillis)) {
                finish(poll, empty(ResponseCode.POLLING_TIMEOUT, "no new message"));
                return;
            }
            if (choice.nextVisibleMillis() != Long.MAX_VALUE) {
                lines.due(poll, nowMillis + Math.max(1, choice.nextVisibleMillis() - wallMillis));
            }
        } while (!poll.rest());
    }

    private void take(PopPoll poll, boolean mayWait, PopChoice choice) {
        if (poll.onlyLooks()) {
            finish(poll, empty(ResponseCode.SUCCESS, ""));
            return;
        }
        PopQuery query = poll.query();
        PopTake take = new PopTake(
                query.consumerGroup(),
                query.topic(),
                query.invisibleMillis(),
                query.ordered(),
                query.attemptId(),
                choice.items());
        parts.propose().accept(new CommandProposal(List.of(take), parts.state().offsetAssigner(), outcome -> {
            letGo(take);
            parts.executor().execute(() -> settle(poll, mayWait, take, choice, outcome));
        }));
    }

    private void letGo(PopTake take) {
        for (PopTake.Item item : take.items()) {
            claims.letGo(new PopTable.Key(take.consumerGroup(), take.topic(), item.queueId()));
        }
        // Others found it claimed, or there is more than this one took.
        for (PopTake.Item item : take.items()) {
            lines.signal(take.consumerGroup(), take.topic(), item.queueId(), this::wake);
        }
    }

    private void settle(PopPoll poll, boolean mayWait, PopTake take, PopChoice choice, ProposeOutcome outcome) {
        if (outcome instanceof ProposeOutcome.Committed committed) {
            PopResult result = read(take, committed.entry().index(), choice.restCount());
            if (result.isEmpty()) {
                run(poll, mayWait); // nothing matched so far, or what was chosen went elsewhere meanwhile
            } else {
                finish(poll, result);
            }
        } else if (outcome instanceof ProposeOutcome.Overloaded) {
            finish(poll, empty(ResponseCode.SYSTEM_BUSY, "[REJECTREQUEST] too much waits for the log"));
        } else {
            finish(poll, empty(ResponseCode.POLLING_TIMEOUT, "this node does not lead any more"));
        }
    }

    private PopResult read(PopTake take, long entryIndex, long restCount) {
        try {
            return reader.read(take, entryIndex, restCount, wallMillis());
        } catch (IndexOutOfBoundsException gone) {
            // The log let go of some of it this very moment. The rest comes back after its time.
            return empty(ResponseCode.POLLING_TIMEOUT, "");
        } catch (MissingIndexException missing) {
            LOG.warn(
                    "messages given out to {} come back after their time: {}",
                    take.consumerGroup(),
                    missing.getMessage());
            return empty(ResponseCode.POLLING_TIMEOUT, "");
        }
    }

    private void finish(PopPoll poll, PopResult result) {
        boolean signalled = poll.end();
        lines.leave(poll);
        if (signalled || (poll.onlyLooks() && result.code() == ResponseCode.SUCCESS)) {
            PopQuery query = poll.query();
            lines.signal(query.consumerGroup(), query.topic(), query.queueId(), this::wake);
        }
        poll.answer(result);
    }

    private PopResult empty(int code, String remark) {
        return PopResult.empty(code, remark, wallMillis());
    }

    private long wallMillis() {
        return parts.wallMillis().getAsLong();
    }

    @Override
    public void messageApplied(String topic, int queueId, long queueOffset, long tagHash) {
        if (lines.count() > 0) {
            lines.signal(topic, queueId, poll -> poll.query().filter().mayMatch(tagHash), this::wake);
        }
    }

    /** What an ordered queue waited for may be over, and what was to come back late may come back soon. */
    @Override
    public void commandApplied(Command command) {
        if (lines.count() == 0) {
            return;
        }
        if (command instanceof PopChange change) {
            lines.signal(change.consumerGroup(), change.topic(), change.queueId(), this::wake);
        } else if (command instanceof PopAck ack) {
            for (PopAck.Item item : ack.items()) {
                if (item.ordered()) {
                    lines.signal(item.consumerGroup(), item.topic(), item.queueId(), this::wake);
                }
            }
        }
    }

    /** To be called every 100 ms or so, by one thread. */
    public void tick() {
        if (lines.count() == 0) {
            return;
        }
        long nowMillis = parts.nowMillis().getAsLong();
        boolean even = nowMillis - forcedLookMillis >= FORCED_LOOK_MILLIS;
        if (even) {
            forcedLookMillis = nowMillis;
        }
        lines.forEach((key, line) -> line.tick(nowMillis, even, this::wake));
    }

    /** Whoever leads may have changed: all look again, and are answered if it is not this node. */
    public void lookAgain() {
        lines.forEach((key, line) -> line.wakeAll(this::wake));
    }
}
