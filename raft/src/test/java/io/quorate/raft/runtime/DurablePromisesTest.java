package io.quorate.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.raft.HardState;
import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.log.FlushMark;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.log.LogDamage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A vote is flushed or not given; a watermark goes down before the log does. */
class DurablePromisesTest {
    private static final NodeId SELF = new NodeId("n1");
    private static final NodeId PEER = new NodeId("n2");
    private static final int WATERMARK_TICKS = 5;

    private final List<RaftMessage> sent = new ArrayList<>();
    private final ReplicaWorld world = new ReplicaWorld() {
        @Override
        public void send(RaftMessage message, List<ByteBuffer> entries) {
            sent.add(message);
        }

        @Override
        public void startFlush(FlushJob job) {
            throw new AssertionError("the replica starts flushes, not its promises");
        }

        @Override
        public long nowMillis() {
            return 0;
        }
    };
    private final DurablePromises promises =
            new DurablePromises(new DurableState(3, Optional.empty(), 10, 1000, 10, LogBase.EMPTY, 0));

    @Test
    void aVoteWaitsForTheDiskAndSoDoesEverythingBehindIt() {
        promises.hardState(new HardState(4, Optional.of(PEER)));
        promises.send(vote(4), List.of(), world);
        promises.send(vote(5), List.of(), world);
        assertThat(sent).isEmpty();

        Optional<DurableState> state = promises.startStore(WATERMARK_TICKS);
        assertThat(state).hasValueSatisfying(toStore -> {
            assertThat(toStore.term()).isEqualTo(4);
            assertThat(toStore.votedFor()).contains(PEER);
        });
        assertThat(sent).isEmpty();
        promises.stored(world);
        assertThat(sent).containsExactly(vote(4), vote(5));
    }

    @Test
    void aChangeDuringAStoreWaitsForTheNextOne() {
        promises.hardState(new HardState(4, Optional.of(PEER)));
        assertThat(promises.startStore(WATERMARK_TICKS)).isPresent();
        promises.hardState(new HardState(5, Optional.of(SELF)));
        promises.send(vote(5), List.of(), world);
        promises.stored(world);
        assertThat(sent).isEmpty();
        assertThat(promises.isUrgent()).isTrue();

        assertThat(promises.startStore(WATERMARK_TICKS)).map(DurableState::term).contains(5L);
        promises.stored(world);
        assertThat(sent).containsExactly(vote(5));
    }

    @Test
    void withNothingPromisedMessagesLeaveAtOnce() {
        promises.send(vote(3), List.of(), world);
        assertThat(sent).containsExactly(vote(3));
    }

    @Test
    void aCutBelowTheWatermarkIsStoredAtOnceAndOthersAreNot() {
        promises.cutAfter(12, 1200);
        assertThat(promises.startStore(WATERMARK_TICKS)).isEmpty();
        promises.cutAfter(8, 800);
        assertThat(promises.startStore(WATERMARK_TICKS)).hasValueSatisfying(state -> {
            assertThat(state.flushedIndex()).isEqualTo(8);
            assertThat(state.flushedPosition()).isEqualTo(800);
            assertThat(state.committedIndex()).isEqualTo(8);
        });
    }

    @Test
    void theWatermarkFollowsFlushesWithinItsTicks() {
        promises.flushed(new FlushMark(20, 3, 0), 2000);
        promises.committed(25);
        assertThat(promises.startStore(WATERMARK_TICKS)).isEmpty();
        for (int tick = 0; tick < WATERMARK_TICKS; tick++) {
            promises.tick();
        }
        assertThat(promises.startStore(WATERMARK_TICKS))
                .contains(new DurableState(3, Optional.empty(), 20, 2000, 20, LogBase.EMPTY, 0));
        promises.stored(world);
        for (int tick = 0; tick < WATERMARK_TICKS; tick++) {
            promises.tick();
        }
        assertThat(promises.startStore(WATERMARK_TICKS))
                .as("nothing new to say")
                .isEmpty();
    }

    @Test
    void aBaseIsStoredAtOnceAndLiftsAWatermarkBehindIt() {
        LogBase base = new LogBase(50, 3, 5000, 1, 2);
        promises.base(base);
        assertThat(promises.startStore(WATERMARK_TICKS)).hasValueSatisfying(state -> {
            assertThat(state.base()).isEqualTo(base);
            assertThat(state.flushedIndex()).isEqualTo(50);
            assertThat(state.flushedPosition()).isEqualTo(5000);
        });
    }

    @Test
    void aRepairIsRememberedUntilItsEndIsStored() {
        DurableState whole = new DurableState(3, Optional.of(PEER), 10, 1000, 9, LogBase.EMPTY, 0);
        DurableState damaged = whole.after(new LogDamage(6, 600, 10, "a flipped bit"));
        assertThat(damaged).isEqualTo(new DurableState(3, Optional.of(PEER), 6, 600, 0, LogBase.EMPTY, 10));
        assertThat(damaged.after(new LogDamage(2, 200, 7, "another")).lostIndex())
                .isEqualTo(10);

        DurablePromises repairing = new DurablePromises(damaged);
        assertThat(repairing.isRepairing()).isTrue();
        repairing.flushed(new FlushMark(20, 3, 0), 2000);
        for (int tick = 0; tick < WATERMARK_TICKS; tick++) {
            repairing.tick();
        }
        assertThat(repairing.startStore(WATERMARK_TICKS))
                .map(DurableState::lostIndex)
                .contains(10L);
        repairing.stored(world);
        repairing.repaired();
        assertThat(repairing.isRepairing()).isFalse();
        repairing.send(vote(3), List.of(), world);
        assertThat(sent).isEmpty();
        assertThat(repairing.startStore(WATERMARK_TICKS))
                .map(DurableState::lostIndex)
                .contains(0L);
        repairing.stored(world);
        assertThat(sent).hasSize(1);
    }

    @Test
    void noEntryOfATermIsWrittenBeforeTheTerm() {
        assertThat(promises.termOnceStored()).isEqualTo(3);
        promises.hardState(new HardState(4, Optional.empty()));
        assertThat(promises.termOnceStored()).isEqualTo(3);
        assertThat(promises.startStore(WATERMARK_TICKS)).isPresent();
        assertThat(promises.termOnceStored()).isEqualTo(4);
    }

    private static RaftMessage vote(long term) {
        return new RaftMessage.VoteReply(SELF, PEER, term, true);
    }
}
