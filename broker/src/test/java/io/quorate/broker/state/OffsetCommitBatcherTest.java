package io.quorate.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.state.OffsetCommit.Item;
import io.quorate.broker.state.OffsetCommitBatcher.Offer;
import io.quorate.commitlog.index.MessageIndex;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ProposeOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class OffsetCommitBatcherTest {
    private static final int PENDING_MAX = 2_000;
    private static final ProposeOutcome COMMITTED = new ProposeOutcome.Committed(new EntryMeta(1, 1, 0, 100));

    private final OffsetTable table = new OffsetTable();
    private final Queue<Proposal> proposed = new ArrayDeque<>();
    private final List<ProposeOutcome> outcomes = new ArrayList<>();
    private final QueueTable queues = new QueueTable(new MessageIndex(TestReplica.detachedPlace(), 0));
    private final OffsetCommitBatcher batcher =
            new OffsetCommitBatcher(() -> table, proposed::add, new QueueOffsetAssigner(() -> queues), PENDING_MAX);

    @Test
    void manyBecomeOneCommandAndTheLastOfAQueueWins() {
        batcher.offer(new Item("g", "T", 0, 5), outcomes::add);
        batcher.offer(new Item("g", "T", 1, 7), outcomes::add);
        batcher.offer(new Item("g", "T", 0, 4), outcomes::add);
        assertThat(proposed).isEmpty();
        batcher.flush();
        assertThat(itemsOf(proposed.element())).containsExactly(new Item("g", "T", 0, 4), new Item("g", "T", 1, 7));
        commit();
        assertThat(outcomes).containsExactly(COMMITTED, COMMITTED, COMMITTED);
    }

    /** A queue changes hands: its new reader asks right after the old one's last commit, and must not get the old offset. */
    @Test
    void aQueryWaitsForTheCommitsBeforeItAndDoesNotUndoLaterOnes() {
        assertThat(batcher.awaitCommitsBefore("g", "T", 0, outcomes::add)).isFalse();
        batcher.offer(new Item("g", "T", 0, 40), null);
        batcher.flush();
        assertThat(batcher.isUnderWay("g", "T", 0)).isTrue();
        assertThat(batcher.awaitCommitsBefore("g", "T", 0, outcomes::add)).isTrue();
        batcher.offer(new Item("g", "T", 0, 41), null);
        commit();
        assertThat(outcomes).isEmpty();
        batcher.flush();
        assertThat(itemsOf(proposed.element())).containsExactly(new Item("g", "T", 0, 41));
        commit();
        assertThat(outcomes).containsExactly(COMMITTED);
        assertThat(batcher.isUnderWay("g", "T", 0)).isFalse();
    }

    @Test
    void nothingGatheredProposesNothing() {
        batcher.flush();
        assertThat(proposed).isEmpty();
    }

    @Test
    void whatIsAppliedAlreadyCostsNoEntry() {
        table.set(new Item("g", "T", 0, 5));
        assertThat(batcher.offer(new Item("g", "T", 0, 5), null)).isEqualTo(Offer.UNCHANGED);
        assertThat(batcher.offer(new Item("g", "T", 0, 6), null)).isEqualTo(Offer.TAKEN);
    }

    /** Applied is 5; 7 is on its way; then 5 again: dropping it as "unchanged" would leave 7. */
    @Test
    void unchangedIsJudgedAgainstWhatIsUnderWayToo() {
        table.set(new Item("g", "T", 0, 5));
        batcher.offer(new Item("g", "T", 0, 7), null);
        batcher.flush();
        assertThat(batcher.offer(new Item("g", "T", 0, 5), null)).isEqualTo(Offer.TAKEN);
        batcher.flush();
        commit();
        commit();
        assertThat(table.find("g", "T", 0)).isEqualTo(OptionalLong.of(5));
    }

    @Test
    void fullCommandIsProposedWithoutWaitingForTheTimer() {
        for (int i = 0; i < OffsetCommitBatcher.ITEMS_PER_COMMAND_MAX; i++) {
            batcher.offer(new Item("g", "T", i, 1), null);
        }
        assertThat(proposed).hasSize(1);
        assertThat(itemsOf(proposed.element())).hasSize(OffsetCommitBatcher.ITEMS_PER_COMMAND_MAX);
    }

    @Test
    void tooManyUnderWayAreRefusedUntilSomeComplete() {
        for (int i = 0; i < PENDING_MAX; i++) {
            assertThat(batcher.offer(new Item("g", "T", i, 1), null)).isEqualTo(Offer.TAKEN);
        }
        assertThat(batcher.offer(new Item("g", "U", 0, 1), null)).isEqualTo(Offer.OVERLOADED);
        commit();
        assertThat(batcher.offer(new Item("g", "U", 0, 1), null)).isEqualTo(Offer.TAKEN);
    }

    @Test
    void refusedCommitsAreReportedAndMayBeOfferedAgain() {
        batcher.offer(new Item("g", "T", 0, 5), outcomes::add);
        batcher.flush();
        proposed.remove().complete(new ProposeOutcome.NotLeader(Optional.empty()));
        assertThat(outcomes).containsExactly(new ProposeOutcome.NotLeader(Optional.empty()));
        assertThat(batcher.offer(new Item("g", "T", 0, 5), outcomes::add)).isEqualTo(Offer.TAKEN);
    }

    private void commit() {
        Proposal proposal = proposed.remove();
        itemsOf(proposal).forEach(table::set);
        proposal.complete(COMMITTED);
    }

    private static List<Item> itemsOf(Proposal proposal) {
        ByteBuffer bytes = ByteBuffer.allocate(proposal.lengthBytes());
        proposal.writeTo(bytes, 0, 0);
        assertThat(bytes.hasRemaining()).isFalse();
        return ((OffsetCommit) CommandCodec.decode(bytes, 0, bytes.capacity())).items();
    }
}
