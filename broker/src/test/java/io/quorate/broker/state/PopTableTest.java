package io.quorate.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.state.OffsetCommit.Item;
import io.quorate.raft.StorageFailure;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What groups that pop have in hand, by the commands. */
class PopTableTest {
    private static final PopTable.Key KEY = new PopTable.Key("g", "T", 0);
    private static final long INVISIBLE = 1000;

    private TestReplica replica;

    @BeforeEach
    void open() throws StorageFailure {
        replica = new TestReplica();
    }

    @AfterEach
    void close() throws StorageFailure {
        replica.close();
    }

    private PopQueue queue() {
        return replica.state().pops().find(KEY).orElseThrow();
    }

    private long done() {
        return replica.state().offsets().find("g", "T", 0).orElse(-1);
    }

    private void commit(Command... commands) {
        replica.commit(replica.commands(commands));
    }

    private static PopTake take(long from, long next, List<Long> fresh, List<Long> again) {
        return new PopTake(
                "g", "T", INVISIBLE, false, "", List.of(new PopTake.Item(0, 0, 0, from, next, fresh, again)));
    }

    private static PopTake ordered(String attempt, long from, long next, List<Long> fresh, List<Long> again) {
        return new PopTake(
                "g", "T", INVISIBLE, true, attempt, List.of(new PopTake.Item(0, 0, 0, from, next, fresh, again)));
    }

    private static PopAck ack(long popMillis, boolean ordered, Long... queueOffsets) {
        return new PopAck(List.of(new PopAck.Item("g", "T", 0, popMillis, ordered, List.of(queueOffsets))));
    }

    @Test
    void takenMessagesAreHiddenForTheirTimeAndNotLonger() {
        commit(take(0, 3, List.of(0L, 2L), List.of()));
        long popMillis = replica.nowMillis();
        assertThat(queue().nextOffset()).isEqualTo(3);
        assertThat(queue().firstVisibleMillis()).isEqualTo(popMillis + INVISIBLE);
        assertThat(queue().visible(popMillis + INVISIBLE - 1, 9)).isEmpty();
        assertThat(queue().visible(popMillis + INVISIBLE, 9)).containsExactly(0L, 2L);

        replica.advanceMillis(INVISIBLE - 1);
        commit(take(3, 3, List.of(), List.of(0L))); // a leader's mistake, or its clock's
        assertThat(queue().lease(0).orElseThrow().deliveryCount()).isEqualTo(1);

        replica.advanceMillis(1);
        commit(take(3, 3, List.of(), List.of(0L)));
        PopLease lease = queue().lease(0).orElseThrow();
        assertThat(lease.deliveryCount()).isEqualTo(2);
        assertThat(lease.firstPopMillis()).isEqualTo(popMillis);
        assertThat(lease.popMillis()).isEqualTo(replica.nowMillis());
        assertThat(lease.isTakenBy(replica.state().applied().index())).isTrue();
        assertThat(queue().lease(2).orElseThrow().deliveryCount()).isEqualTo(1);
        assertThat(queue().visible(replica.nowMillis(), 9)).containsExactly(2L);
    }

    @Test
    void offsetForToolsIsTheFirstMessageNotDoneWith() {
        commit(take(0, 4, List.of(0L, 1L, 3L), List.of()));
        assertThat(done()).isZero();
        commit(ack(replica.nowMillis(), false, 1L));
        assertThat(done()).isZero();
        commit(ack(replica.nowMillis(), false, 0L));
        assertThat(done()).isEqualTo(3);
        commit(ack(replica.nowMillis(), false, 3L));
        assertThat(done()).isEqualTo(4);
        assertThat(replica.state().pops().inHandCount()).isZero();
    }

    @Test
    void acknowledgedMessageIsNotGivenOutBySomethingChosenBefore() {
        commit(take(0, 1, List.of(0L), List.of()));
        long popMillis = replica.nowMillis();
        replica.advanceMillis(INVISIBLE);
        // The leader chose the message for its second delivery as the acknowledgement was on its way.
        commit(ack(popMillis, false, 0L), take(1, 1, List.of(), List.of(0L)));
        assertThat(queue().lease(0)).isEmpty();
        assertThat(done()).isEqualTo(1);
    }

    @Test
    void lateAcknowledgementCountsAndOneFromBeforeAResetDoesNot() {
        commit(take(0, 1, List.of(0L), List.of()));
        long first = replica.nowMillis();
        replica.advanceMillis(INVISIBLE);
        commit(take(1, 1, List.of(), List.of(0L)));
        commit(ack(first, false, 0L));
        assertThat(queue().lease(0)).isEmpty();

        commit(new OffsetCommit(List.of(new Item("g", "T", 0, 0))));
        assertThat(replica.state().pops().find(KEY)).isEmpty();
        commit(take(0, 1, List.of(0L), List.of()));
        commit(ack(first, false, 0L));
        assertThat(queue().lease(0)).isPresent();
    }

    @Test
    void freshOnesChosenFromAnotherStateAreLeftOut() {
        commit(take(0, 2, List.of(0L, 1L), List.of()));
        commit(take(0, 3, List.of(0L, 1L, 2L), List.of()));
        assertThat(queue().nextOffset()).isEqualTo(2);
        assertThat(queue().lease(0).orElseThrow().deliveryCount()).isEqualTo(1);
    }

    @Test
    void resetStartsTheQueueAnewWhateverComesNext() {
        commit(take(0, 5, List.of(0L, 1L, 2L, 3L, 4L), List.of()));
        commit(ack(replica.nowMillis(), false, 0L, 1L));
        commit(new OffsetCommit(List.of(new Item("g", "T", 0, 1))));
        commit(ack(replica.nowMillis(), false, 2L));
        assertThat(done()).isEqualTo(1);
        assertThat(queue().nextOffset()).isEqualTo(1);
        assertThat(queue().inHandCount()).isZero();
    }

    @Test
    void resetByAToolCountsEvenToWhereTheGroupIsAndIsOverThen() {
        commit(take(0, 3, List.of(0L, 1L, 2L), List.of()));
        commit(ack(replica.nowMillis(), false, 1L, 2L));
        commit(new OffsetReset(List.of(new Item("g", "T", 0, 0))));
        assertThat(replica.state().pops().find(KEY)).isEmpty();
        commit(take(0, 3, List.of(0L, 1L, 2L), List.of()));
        assertThat(queue().firstInHand(9)).containsExactly(0L, 1L, 2L);
        assertThat(queue().lease(0).orElseThrow().deliveryCount()).isEqualTo(1);
        assertThat(replica.state().resets().size()).isZero();
    }

    @Test
    void changedTimeNeedsTheNewestReceiptAndEndsTheOldOne() {
        commit(take(0, 2, List.of(0L, 1L), List.of()));
        long popMillis = replica.nowMillis();
        replica.advanceMillis(10);
        commit(new PopChange("g", "T", 0, 1, popMillis, 5000, false, false));
        PopLease changed = queue().lease(1).orElseThrow();
        assertThat(changed.popMillis()).isEqualTo(popMillis + 10);
        assertThat(changed.visibleMillis()).isEqualTo(popMillis + 10 + 5000);
        assertThat(changed.deliveryCount()).isEqualTo(1);
        commit(new PopChange("g", "T", 0, 1, popMillis, 0, false, false));
        assertThat(queue().lease(1)).containsSame(changed);
        commit(new PopChange("g", "T", 0, 1, popMillis + 10, 0, false, true));
        assertThat(queue().lease(1).orElseThrow().deliveryCount()).isZero();
        assertThat(queue().visible(replica.nowMillis() + 1, 9)).containsExactly(1L);
        assertThat(queue().lease(0).orElseThrow().visibleMillis()).isEqualTo(popMillis + INVISIBLE);
    }

    // Commands of many requests stand in one entry; each is to be answered by what it did itself.
    @Test
    void commandsOfOneEntryDoNotTakeEachOthersLeasesForTheirOwn() {
        commit(take(0, 2, List.of(0L, 1L), List.of()));
        long first = replica.nowMillis();
        replica.advanceMillis(INVISIBLE);
        commit(
                new PopChange("g", "T", 0, 1, first, 5000, false, false),
                take(2, 2, List.of(), List.of(0L, 1L)),
                new PopChange("g", "T", 0, 0, first, 5000, false, false));
        long index = replica.state().applied().index();
        PopLease taken = queue().lease(0).orElseThrow();
        assertThat(taken.isTakenBy(index)).isTrue();
        assertThat(taken.isChangedBy(index, first)).isFalse(); // it came too late
        PopLease changed = queue().lease(1).orElseThrow();
        assertThat(changed.isTakenBy(index)).isFalse(); // the change came first
        assertThat(changed.isChangedBy(index, first)).isTrue();
    }

    @Test
    void orderedQueueGivesNothingWhileSomethingIsHidden() {
        commit(ordered("a", 0, 2, List.of(0L, 1L), List.of()));
        long popMillis = replica.nowMillis();
        commit(ordered("b", 2, 4, List.of(2L, 3L), List.of()));
        assertThat(queue().nextOffset()).isEqualTo(2);
        commit(ack(popMillis, true, 0L));
        assertThat(queue().isBlocked(popMillis, "b")).isTrue();

        replica.advanceMillis(INVISIBLE);
        commit(ordered("b", 2, 2, List.of(), List.of(1L)));
        assertThat(queue().lease(1).orElseThrow().deliveryCount()).isEqualTo(2);
        commit(ack(popMillis, true, 1L)); // the delivery before
        assertThat(queue().lease(1)).isPresent();
        commit(ack(replica.nowMillis(), true, 1L));
        assertThat(queue().isBlocked(replica.nowMillis(), "c")).isFalse();
        assertThat(done()).isEqualTo(2);
    }

    @Test
    void sameAttemptGetsItsMessagesOnceMoreAsTheSameDelivery() {
        commit(ordered("a", 0, 2, List.of(0L, 1L), List.of()));
        replica.advanceMillis(1);
        commit(ordered("a", 2, 2, List.of(), List.of(0L, 1L)));
        PopLease lease = queue().lease(0).orElseThrow();
        assertThat(lease.deliveryCount()).isEqualTo(1);
        assertThat(lease.popMillis()).isEqualTo(replica.nowMillis());
        commit(ordered("", 2, 2, List.of(), List.of(0L, 1L)));
        assertThat(queue().lease(0)).containsSame(lease);
    }

    @Test
    void orderedChangeKeepsTheReceipt() {
        commit(ordered("a", 0, 2, List.of(0L, 1L), List.of()));
        long popMillis = replica.nowMillis();
        replica.advanceMillis(10);
        commit(new PopChange("g", "T", 0, 0, popMillis, 50, true, false));
        assertThat(queue().lease(0).orElseThrow().popMillis()).isEqualTo(popMillis);
        assertThat(queue().lease(0).orElseThrow().visibleMillis()).isEqualTo(popMillis + 60);
        assertThat(queue().isBlocked(popMillis + 60, "")).isTrue(); // by the other one
    }

    @Test
    void whatTheLogForgotIsForgottenHere() {
        commit(take(0, 3, List.of(0L, 1L, 2L), List.of()));
        commit(new PopTake(
                "g", "T", INVISIBLE, false, "", List.of(new PopTake.Item(0, 0, 2, 3, 3, List.of(), List.of()))));
        assertThat(queue().firstInHand(9)).containsExactly(2L);
        assertThat(done()).isEqualTo(2);
        commit(new PopTake(
                "g", "T", INVISIBLE, false, "", List.of(new PopTake.Item(0, 0, 7, 7, 8, List.of(7L), List.of()))));
        assertThat(queue().firstInHand(9)).containsExactly(7L);
        assertThat(queue().nextOffset()).isEqualTo(8);
    }

    @Test
    void deletedTopicAndGroupLeaveNothingAndLateCommandsBringNothingBack() {
        commit(take(0, 3, List.of(0L, 1L, 2L), List.of()));
        commit(new TopicDelete("T"));
        assertThat(replica.state().pops().inHandCount()).isZero();
        commit(new PopTake(
                "g", "T", INVISIBLE, false, "", List.of(new PopTake.Item(0, -1, 0, 3, 4, List.of(3L), List.of()))));
        assertThat(replica.state().pops().find(KEY)).isEmpty();
        assertThat(done()).isEqualTo(-1);

        commit(take(0, 1, List.of(0L), List.of()));
        commit(new ConsumerGroupDelete("g", true));
        commit(ack(replica.nowMillis(), false, 0L));
        assertThat(replica.state().pops().find(KEY)).isEmpty();
    }
}
