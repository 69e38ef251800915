package io.quorate.broker.timer;

import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.CommandProposal;
import io.quorate.broker.state.LeaderDuty;
import io.quorate.broker.state.TimerRecall;
import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ProposeOutcome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Recalls of pending messages, beside their delivery: whoever is told that a message was recalled never gets it. A recall is
 * appended only while the leader has not taken the message to deliver it, and a delivery only while no recall is on its way that
 * may be about one of its messages. Both are decided on the replica loop just before they are appended, so one sees the other.
 */
public final class TimerRecalls implements LeaderDuty {
    private final BrokerState state;
    private final LongSupplier nowMillis;

    // Replica loop only.
    private final TreeMap<Long, Integer> underWay =
            new TreeMap<>(); // appended and not applied: how many, by when they are due
    private long ledTerm; // 0: not leading
    private long takenUntilMillis; // what is due until then may be on its way to its consumers

    /** @param nowMillis as {@link LogClock} */
    public TimerRecalls(BrokerState state, LongSupplier nowMillis) {
        this.state = state;
        this.nowMillis = nowMillis;
    }

    @Override
    public void leadershipGained(long term) {
        ledTerm = term;
        takenUntilMillis = Long.MIN_VALUE;
        underWay.clear();
    }

    @Override
    public void leadershipLost() {
        ledTerm = 0;
    }

    /** What is due until then is taken to be delivered. */
    void taken(long untilMillis) {
        takenUntilMillis = Math.max(takenUntilMillis, untilMillis);
    }

    /** Whether something due until then may have been recalled, by a command that is not applied yet. */
    boolean isAnyUnderWay(long untilMillis) {
        return !underWay.isEmpty() && underWay.firstKey() <= untilMillis;
    }

    /**
     * A recall to be proposed. It lapses, and its outcome is NotLeader, when it comes too late: whoever then asks again is told so
     * by the clock.
     *
     * @param completion told the outcome, once, on the replica loop: must be quick
     */
    public Proposal proposal(TimerRecall recall, Consumer<ProposeOutcome> completion) {
        return new RecallProposal(recall, completion);
    }

    private final class RecallProposal implements Proposal {
        private final CommandProposal command;
        private final long deliverMillis;
        private long appendedIn; // term; 0: not appended

        RecallProposal(TimerRecall recall, Consumer<ProposeOutcome> completion) {
            this.command = new CommandProposal(List.of(recall), state.offsetAssigner(), completion);
            this.deliverMillis = recall.deliverMillis();
        }

        @Override
        public int lengthBytes() {
            return command.lengthBytes();
        }

        @Override
        public int recordCount() {
            return command.recordCount();
        }

        @Override
        public boolean isLapsed() {
            return deliverMillis <= takenUntilMillis || deliverMillis <= nowMillis.getAsLong();
        }

        @Override
        public void writeTo(ByteBuffer target, long position, long timestampMillis) {
            command.writeTo(target, position, timestampMillis);
            appendedIn = ledTerm;
            underWay.merge(deliverMillis, 1, Integer::sum);
        }

        @Override
        public void complete(ProposeOutcome outcome) {
            if (appendedIn != 0 && appendedIn == ledTerm) {
                underWay.computeIfPresent(deliverMillis, (due, count) -> count == 1 ? null : count - 1);
            }
            command.complete(outcome);
        }
    }
}
