package io.quorate.broker.timer;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.read.LogBytes;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.Delay;
import io.quorate.broker.state.IncomingMessage;
import io.quorate.broker.state.MessageProposal;
import io.quorate.broker.state.PendingTimer;
import io.quorate.broker.state.TestReplica;
import io.quorate.broker.state.TimerRecall;
import io.quorate.broker.state.TopicDelete;
import io.quorate.commitlog.index.QueueView;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ProposeOutcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TimerFiringTest {
    private static final long SECOND = 1000;

    private final Queue<Runnable> reads = new ArrayDeque<>();
    private final Queue<Proposal> proposed = new ArrayDeque<>();
    private TestReplica replica;
    private TimerRecalls recalls;
    private TimerFiring firing;
    private long unreadable = -1;

    @BeforeEach
    void start() throws Exception {
        replica = new TestReplica();
        LogBytes log = (position, lengthBytes) -> {
            if (position == unreadable) {
                throw new IndexOutOfBoundsException("gone");
            }
            return replica.log().hold(position, lengthBytes);
        };
        recalls = new TimerRecalls(replica.state(), this::now);
        firing = new TimerFiring(replica.state(), log, reads::add, proposed::add, 1 << 20, recalls, this::now);
        replica.state().addLeaderDuty(recalls);
        replica.state().addLeaderDuty(firing);
        recalls.leadershipGained(1);
        firing.leadershipGained(1);
        replica.commit(replica.commands(TestReplica.createTopic("T")));
    }

    @AfterEach
    void stop() throws Exception {
        replica.close();
    }

    @Test
    void whatIsDueIsDeliveredInOrderAndNothingElse() throws Exception {
        delayed("third", Delay.ofMillis(3 * SECOND));
        delayed("first", Delay.ofLevel(1, SECOND));
        delayed("second", Delay.until(now() + 2 * SECOND));
        delayed("fourth", Delay.ofMillis(3 * SECOND + 1));
        replica.advanceMillis(SECOND - 1);
        work();
        assertThat(delivered()).isEmpty();
        replica.advanceMillis(1);
        work();
        assertThat(delivered()).containsExactly("first");
        replica.advanceMillis(2 * SECOND);
        work();
        assertThat(delivered()).containsExactly("first", "second", "third");
        replica.advanceMillis(1);
        work();
        assertThat(delivered()).containsExactly("first", "second", "third", "fourth");
        assertThat(state().timers().count()).isZero();
        assertThat(firing.deliveredCount()).isEqualTo(4);
        assertThat(state().neededPosition()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aDeliveredMessageIsTheOneThatWasSent() throws Exception {
        delayed("body", Delay.ofLevel(3, SECOND));
        replica.advanceMillis(SECOND);
        work();
        MessageRecordView message = messages().get(0);
        assertThat(message.problemWithBody()).isNull();
        assertThat(message.queueId()).isEqualTo(1);
        assertThat(message.bornTimestampMillis()).isEqualTo(77);
        assertThat(message.preparedTransactionOffset()).isZero();
        assertThat(message.property("REAL_TOPIC")).contains("T");
        assertThat(message.property("REAL_QID")).contains("1");
        assertThat(message.property("KEYS")).contains("k");
        assertThat(message.storeTimestampMillis()).isEqualTo(now());
    }

    @Test
    void theLogKeepsWhatIsPending() throws Exception {
        replica.commit(replica.message("T", 0, null, new byte[100_000]));
        long before = replica.log().endPosition();
        delayed("a", Delay.ofMillis(SECOND));
        assertThat(state().neededPosition()).isBetween(before, replica.log().endPosition());
    }

    @Test
    void oneEntryIsUnderWayAtATime() throws Exception {
        delayed("a", Delay.ofMillis(SECOND));
        delayed("b", Delay.ofMillis(2 * SECOND));
        replica.advanceMillis(SECOND);
        firing.tick();
        replica.advanceMillis(SECOND);
        firing.tick();
        assertThat(reads).hasSize(1);
        reads.remove().run();
        firing.tick();
        assertThat(proposed).hasSize(1);
        replica.commit(proposed.remove());
        assertThat(reads).as("goes on by itself").hasSize(1);
        work();
        assertThat(delivered()).containsExactly("a", "b");
    }

    @Test
    void whatAnEarlierLeadershipReadIsNeverAppended() throws Exception {
        delayed("a", Delay.ofMillis(SECOND));
        replica.advanceMillis(SECOND);
        firing.tick();
        Runnable late = reads.remove();
        replica.lead();
        work();
        assertThat(delivered()).containsExactly("a");
        late.run();
        Proposal second = proposed.remove();
        assertThat(second.isLapsed()).isTrue();
        second.complete(new ProposeOutcome.NotLeader(Optional.empty()));
        work();
        assertThat(delivered()).containsExactly("a");
    }

    @Test
    void whatWasAppendedAndNotCommittedIsDeliveredByTheNextLeader() throws Exception {
        delayed("a", Delay.ofMillis(SECOND));
        replica.advanceMillis(SECOND);
        firing.tick();
        reads.remove().run();
        replica.append(proposed.remove());
        replica.lead(); // and what was appended is gone
        assertThat(state().timers().count()).isOne();
        work();
        assertThat(delivered()).containsExactly("a");
    }

    @Test
    void aFollowerDeliversNothing() throws Exception {
        delayed("a", Delay.ofMillis(SECOND));
        replica.advanceMillis(SECOND);
        firing.leadershipLost();
        firing.tick();
        assertThat(reads).isEmpty();
    }

    @Test
    void aMessageForADeletedTopicIsDropped() throws Exception {
        delayed("a", Delay.ofMillis(SECOND));
        replica.commit(replica.commands(new TopicDelete("T")));
        replica.advanceMillis(SECOND);
        work();
        assertThat(state().timers().count()).isZero();
        assertThat(state().queues().queueIdsOf("T")).isEmpty();
        assertThat(firing.droppedCount()).isOne();
    }

    @Test
    void aMessageThatCannotBeReadHoldsUpNoOtherAndIsTriedAgain() throws Exception {
        unreadable = delayed("a", Delay.ofMillis(SECOND));
        delayed("b", Delay.ofMillis(SECOND));
        replica.advanceMillis(SECOND);
        work();
        assertThat(delivered()).containsExactly("b");
        assertThat(state().timers().count()).isOne();
        unreadable = -1;
        replica.advanceMillis(5 * SECOND);
        work();
        assertThat(delivered()).containsExactly("b", "a");
    }

    @Test
    void aLogThatRefusesIsAskedAgainWithTheNextTick() throws Exception {
        delayed("a", Delay.ofMillis(SECOND));
        replica.advanceMillis(SECOND);
        firing.tick();
        reads.remove().run();
        proposed.remove().complete(new ProposeOutcome.Overloaded(1, 1));
        assertThat(reads).isEmpty();
        work();
        assertThat(delivered()).containsExactly("a");
    }

    @Test
    void manyAreDeliveredInBatchesThatFitAnEntry() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            expected.add("m" + i);
            delayed("m" + i, Delay.ofMillis(SECOND));
        }
        replica.advanceMillis(SECOND);
        firing.tick();
        int entries = 0;
        while (!reads.isEmpty()) {
            reads.remove().run();
            Proposal bundle = proposed.remove();
            assertThat(bundle.lengthBytes()).isLessThanOrEqualTo(1 << 20);
            replica.commit(bundle);
            entries++;
        }
        assertThat(delivered()).isEqualTo(expected);
        assertThat(entries).isEqualTo(3);
    }

    @Test
    void pendingMessagesSurviveASnapshotExactly() throws Exception {
        for (int i = 0; i < 100; i++) {
            delayed("m" + i, i % 2 == 0 ? Delay.ofLevel(2, SECOND + i) : Delay.ofMillis(SECOND + i));
        }
        BrokerState restored = replica.restored();
        assertThat(restored.timers().count()).isEqualTo(100);
        assertThat(restored.timers().due(Long.MAX_VALUE, 1000, position -> false))
                .isEqualTo(state().timers().due(Long.MAX_VALUE, 1000, position -> false));
        assertThat(TestReplica.snapshotOf(restored)).isEqualTo(TestReplica.snapshotOf(state()));
    }

    @Test
    void aRecalledMessageIsNotDelivered() throws Exception {
        long due = now() + SECOND;
        delayed("a", Delay.until(due));
        delayed("b", Delay.until(due + 1));
        replica.commit(recall(due));
        replica.advanceMillis(SECOND + 1);
        work();
        assertThat(delivered()).containsExactly("b");
    }

    @Test
    void aRecallThatIsOnItsWayHoldsUpWhatItMayBeAbout() throws Exception {
        long due = now() + SECOND;
        delayed("a", Delay.until(due));
        Proposal recall = recall(due);
        assertThat(recall.isLapsed()).isFalse();
        replica.append(recall);
        replica.advanceMillis(SECOND);
        firing.tick();
        reads.remove().run();
        Proposal delivery = proposed.remove();
        assertThat(delivery.isLapsed()).as("a recall is appended").isTrue();
        delivery.complete(new ProposeOutcome.NotLeader(Optional.empty()));
        replica.applyAll();
        work();
        assertThat(delivered()).isEmpty();
        assertThat(state().timers().count()).isZero();
    }

    @Test
    void aRecallAppliedWhileTheMessageWasReadCounts() throws Exception {
        long due = now() + SECOND;
        delayed("a", Delay.until(due));
        Proposal recall = recall(due);
        replica.advanceMillis(SECOND);
        firing.tick();
        Runnable read = reads.remove();
        replica.commit(recall); // as if it had been written just before the message was taken
        read.run();
        assertThat(proposed.remove().isLapsed()).isTrue();
    }

    @Test
    void aRecallLapsesWhenItsMessageIsTaken() throws Exception {
        long due = now() + SECOND;
        delayed("a", Delay.until(due));
        Proposal recall = recall(due);
        replica.advanceMillis(SECOND);
        firing.tick();
        replica.advanceMillis(-2); // the clock is set back
        assertThat(recall.isLapsed()).isTrue();
        assertThat(recall(due + 1).isLapsed()).isFalse();
        replica.advanceMillis(2);
        work();
        assertThat(delivered()).containsExactly("a");
    }

    private Proposal recall(long due) {
        return recalls.proposal(new TimerRecall(due, PendingTimer.mark("T", "KEY")), outcome -> {});
    }

    /** @return the position of the pending message */
    private long delayed(String body, Delay delay) throws Exception {
        IncomingMessage message = new IncomingMessage(
                "T",
                1,
                0,
                0,
                77,
                TestReplica.BORN_HOST,
                0,
                "KEYS\1k\2",
                ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
        long[] position = new long[1];
        replica.commit(new MessageProposal(
                List.of(),
                replica.encoder().encode(message, Optional.of(delay)),
                state().offsetAssigner(),
                (outcome, placement) -> position[0] = placement.position(0)));
        return position[0];
    }

    private void work() {
        firing.tick();
        while (!reads.isEmpty()) {
            reads.remove().run();
            while (!proposed.isEmpty()) {
                replica.commit(proposed.remove());
            }
        }
    }

    private List<String> delivered() {
        return messages().stream()
                .map(message -> StandardCharsets.UTF_8.decode(message.body()).toString())
                .toList();
    }

    private List<MessageRecordView> messages() {
        List<MessageRecordView> messages = new ArrayList<>();
        state().queues().find("T", 1).ifPresent(queue -> {
            QueueView view = queue.view();
            for (long offset = view.minOffset(); offset < view.maxOffset(); offset++) {
                int sizeBytes = view.sizeBytes(offset);
                messages.add(new MessageRecordView().wrap(replica.log().slice(view.position(offset), sizeBytes), 0));
            }
        });
        return messages;
    }

    private BrokerState state() {
        return replica.state();
    }

    private long now() {
        return replica.nowMillis();
    }
}
