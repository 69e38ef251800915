package io.quorate.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.state.TransactionEnd.Decision;
import io.quorate.protocol.Names;
import io.quorate.raft.runtime.Proposal;
import io.quorate.remoting.RequestException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Open transactions follow from half messages and commands alone; whatever comes twice or too late changes nothing. */
class TransactionTableTest {
    private static final String GROUPED = "TRAN_MSG\1true\2PGROUP\1PG\2";

    private final TestReplica replica = replica();

    private static TestReplica replica() {
        try {
            return new TestReplica();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() throws Exception {
        replica.close();
    }

    @Test
    void aHalfMessageOpensATransactionThatKnowsWhatItNeeds() {
        replica.commit(half(GROUPED), half(GROUPED + "CHECK_IMMUNITY_TIME_IN_SECONDS\00130\2"));
        OpenTransaction first = open(0);
        OpenTransaction second = open(1);
        assertThat(first.producerGroup()).isEqualTo("PG");
        assertThat(first.immunityMillis()).isEqualTo(OpenTransaction.USUAL_IMMUNITY);
        assertThat(first.storedMillis()).isEqualTo(replica.nowMillis());
        assertThat(second.immunityMillis()).isEqualTo(30_000);
        assertThat(second.position()).isGreaterThan(first.position());
        assertThat(table().count()).isEqualTo(2);
        assertThat(replica.state().queues().maxOffset("T", 0))
                .as("nothing to see")
                .isZero();
    }

    @Test
    void immunityThatMeansNothingIsTheUsualOne() {
        replica.commit(
                half(GROUPED + "CHECK_IMMUNITY_TIME_IN_SECONDS\1soon\2"),
                half(GROUPED + "CHECK_IMMUNITY_TIME_IN_SECONDS\1-1\2"));
        assertThat(table().all())
                .extracting(OpenTransaction::immunityMillis)
                .containsOnly(OpenTransaction.USUAL_IMMUNITY);
    }

    @Test
    void messagesOfOtherTopicsOpenNothing() {
        replica.commit(replica.message("RMQ_SYS_TRANS_HALF_TOPIX", 0, null, "body")); // as long, and another
        assertThat(table().count()).isZero();
    }

    @Test
    void anEndCountsOnceAndForTheVeryMessage() {
        replica.commit(half(GROUPED), half(GROUPED));
        long position = open(0).position();
        replica.commit(replica.commands(
                new TransactionEnd(0, position + 1, Decision.COMMIT), new TransactionEnd(7, 7, Decision.COMMIT)));
        assertThat(table().count()).isEqualTo(2);
        replica.commit(replica.commands(
                new TransactionEnd(0, position, Decision.COMMIT), new TransactionEnd(0, position, Decision.ROLLBACK)));
        assertThat(table().all()).extracting(OpenTransaction::queueOffset).containsExactly(1L);
        assertThat(table().count()).isEqualTo(1);
    }

    @Test
    void checksAreCountedWhileItIsOpenAndForgottenWhenResumed() {
        replica.commit(half(GROUPED));
        replica.commit(replica.commands(new TransactionsChecked(List.of(0L, 5L))));
        replica.advanceMillis(7_000);
        replica.commit(replica.commands(new TransactionsChecked(List.of(0L))));
        assertThat(open(0).checkCount()).isEqualTo(2);
        assertThat(open(0).checkedMillis()).isEqualTo(replica.nowMillis());
        replica.commit(replica.commands(new TransactionResume(0, open(0).position() + 1)));
        assertThat(open(0).checkCount()).isEqualTo(2);
        replica.commit(replica.commands(new TransactionResume(0, open(0).position())));
        assertThat(open(0).checkCount()).isZero();
        assertThat(open(0).checkedMillis()).isZero();
    }

    @Test
    void theLogKeepsWhatIsOpen() {
        assertThat(replica.state().neededPosition()).isEqualTo(Long.MAX_VALUE);
        replica.commit(half(GROUPED), half(GROUPED));
        assertThat(replica.state().neededPosition()).isEqualTo(open(0).position());
        long second = open(1).position();
        replica.commit(replica.commands(new TransactionEnd(0, open(0).position(), Decision.ROLLBACK)));
        assertThat(replica.state().neededPosition()).isEqualTo(second);
    }

    @Test
    void aSnapshotHoldsThemAll() {
        replica.commit(half(GROUPED), half(GROUPED + "CHECK_IMMUNITY_TIME_IN_SECONDS\0019\2"), half(GROUPED));
        replica.commit(replica.commands(new TransactionsChecked(List.of(2L))));
        replica.commit(replica.commands(new TransactionEnd(0, open(0).position(), Decision.ROLLBACK)));
        BrokerState other = replica.restoredAmidTheLog();
        assertThat(other.transactions().all()).containsExactlyElementsOf(table().all());
        assertThat(other.transactions().count()).isEqualTo(2);
        assertThat(TestReplica.snapshotOf(other)).isEqualTo(TestReplica.snapshotOf(replica.state()));
    }

    /** Against a map that a schoolbook would keep. */
    @Property(tries = 100)
    void itIsWhatAPlainMapIs(@ForAll @Size(max = 60) List<@IntRange(min = 0, max = 79) Integer> steps)
            throws Exception {
        try (TestReplica other = new TestReplica()) {
            TreeMap<Long, Integer> twin = new TreeMap<>(); // check counts
            long halves = 0;
            for (int step : steps) {
                long queueOffset = step % 20;
                TransactionTable table = other.state().transactions();
                long position =
                        table.find(queueOffset).map(OpenTransaction::position).orElse(0L);
                if (step < 40) {
                    other.commit(half(other, GROUPED));
                    twin.put(halves++, 0);
                } else if (step < 60) {
                    other.commit(other.commands(new TransactionEnd(queueOffset, position, Decision.COMMIT)));
                    twin.remove(queueOffset);
                } else {
                    other.commit(other.commands(new TransactionsChecked(List.of(queueOffset))));
                    twin.computeIfPresent(queueOffset, (offset, count) -> count + 1);
                }
            }
            TreeMap<Long, Integer> actual = new TreeMap<>();
            other.replay().transactions().all().forEach(open -> actual.put(open.queueOffset(), open.checkCount()));
            assertThat(actual).isEqualTo(twin);
            assertThat(other.state().transactions().count()).isEqualTo(twin.size());
        }
    }

    private TransactionTable table() {
        return replica.state().transactions();
    }

    private OpenTransaction open(long queueOffset) {
        return table().find(queueOffset).orElseThrow();
    }

    private Proposal half(String properties) {
        return half(replica, properties);
    }

    private static Proposal half(TestReplica replica, String properties) {
        try {
            EncodedRecords records = replica.encoder()
                    .encodeHalf(new IncomingMessage(
                            "T",
                            0,
                            0x4,
                            0,
                            replica.nowMillis(),
                            TestReplica.BORN_HOST,
                            0,
                            properties,
                            ByteBuffer.wrap(new byte[] {1})));
            assertThat(records.topic()).isEqualTo(Names.HALF_TOPIC);
            return new MessageProposal(
                    List.of(), records, replica.state().offsetAssigner(), (outcome, placement) -> {});
        } catch (RequestException e) {
            throw new AssertionError(e);
        }
    }
}
