package io.quorate.broker.reset;

import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.CommandProposal;
import io.quorate.broker.state.LeaderDuty;
import io.quorate.broker.state.OffsetCommit.Item;
import io.quorate.broker.state.OffsetResetTaken;
import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ProposeOutcome;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Moves consumers to where their offsets were reset, as they pull. A pull from elsewhere is told the new offset; one from
 * the new offset shows that the consumer has moved, and ends the reset. So an answer that is lost, or a leader that is,
 * costs nothing: whoever still reads at the old place is told again.
 */
public final class OffsetResets implements LeaderDuty {
    /** What a pull has to do with a reset. */
    public enum Step {
        /** Nothing: it is served. */
        NONE,
        /** The consumer is to go on at the target. */
        MOVE,
        /** It is there: once {@link #end} is done it is served. */
        END
    }

    /**
     * What to do about a pull.
     *
     * @param target meaningless for NONE
     */
    public record Verdict(Step step, Item target) {
        private static final Verdict NONE = new Verdict(Step.NONE, new Item("", "", 0, 0));
    }

    /**
     * A consumer that pulls at the old place for so long after it was told means to stay there: applications that keep their
     * offsets themselves do. Stock consumers take 30 to 40 s at most, those of 4.9.
     */
    static final long PATIENCE_MILLIS = 120_000;

    private record Key(String consumerGroup, String topic, int queueId) {}

    private final BrokerState state;
    private final BooleanSupplier leading;
    private final Consumer<Proposal> propose;
    private final LongSupplier nowMillis;

    /** When each was told first. Not replicated: a new leader is as patient again. At most as many as there are resets. */
    private final Map<Key, Long> toldMillis = new ConcurrentHashMap<>();

    /**
     * @param leading whether this replica leads: a follower moves nobody
     * @param propose hands a proposal to the replica, never blocks
     * @param nowMillis a clock that never goes back
     */
    public OffsetResets(
            BrokerState state, BooleanSupplier leading, Consumer<Proposal> propose, LongSupplier nowMillis) {
        this.state = state;
        this.leading = leading;
        this.propose = propose;
        this.nowMillis = nowMillis;
    }

    public boolean isPending(String consumerGroup, String topic, int queueId) {
        return state.resets().find(consumerGroup, topic, queueId).isPresent();
    }

    public Verdict judge(String consumerGroup, String topic, int queueId, long queueOffset) {
        OptionalLong pending = state.resets().find(consumerGroup, topic, queueId);
        if (pending.isEmpty() || !leading.getAsBoolean()) {
            return Verdict.NONE;
        }
        Item target = new Item(consumerGroup, topic, queueId, pending.getAsLong());
        if (target.offset() == queueOffset) {
            return new Verdict(Step.END, target);
        }
        long now = nowMillis.getAsLong();
        long told = toldMillis.computeIfAbsent(new Key(consumerGroup, topic, queueId), key -> now);
        return new Verdict(now - told > PATIENCE_MILLIS ? Step.END : Step.MOVE, target);
    }

    /** Ends the reset: what the consumer commits counts again. The fate is told on the replica loop. */
    public void end(Item target, Consumer<ProposeOutcome> completion) {
        propose.accept(new CommandProposal(
                List.of(new OffsetResetTaken(List.of(target))), state.offsetAssigner(), outcome -> {
                    toldMillis.remove(new Key(target.consumerGroup(), target.topic(), target.queueId()));
                    completion.accept(outcome);
                }));
    }

    @Override
    public void leadershipGained(long term) {
        toldMillis.clear();
    }

    @Override
    public void leadershipLost() {
        toldMillis.clear();
    }
}
