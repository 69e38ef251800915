package io.quorate.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.state.Release.Unread;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.LogBase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two topics; ten messages in each of two queues of the first leave the log, and one message stays behind them. */
class ReleaseTest {
    private final List<Release> releases = new ArrayList<>();
    private TestReplica replica;
    private LogBase base;

    @BeforeEach
    void fill() throws StorageFailure {
        replica = new TestReplica();
        replica.state().addReleaseListener(releases::add);
        replica.commit(replica.commands(TestReplica.createTopic("orders"), TestReplica.createTopic("other")));
        for (int i = 0; i < 10; i++) {
            replica.commit(replica.message("orders", 0, null, "a" + i), replica.message("orders", 1, null, "b" + i));
        }
        base = replica.base();
        replica.commit(replica.message("orders", 0, null, "late"), replica.message("other", 0, null, "late"));
    }

    @AfterEach
    void close() throws StorageFailure {
        replica.close();
    }

    private void reads(String consumerGroup, String topic, int queueId, long nextOffset) {
        replica.commit(replica.commands(
                new OffsetCommit(List.of(new OffsetCommit.Item(consumerGroup, topic, queueId, nextOffset)))));
    }

    @Test
    void namesWhoHadNotReadWhatAndHowMuch() {
        reads("slow", "orders", 0, 3);
        reads("slow", "orders", 1, 0);
        reads("slow", "other", 0, 0); // is behind, and loses nothing
        reads("done", "orders", 0, 10);
        reads("done", "orders", 1, 11);
        reads("nearly", "orders", 1, 9);
        reads("nobody", "gone", 7, 0);
        replica.state().baseMoved(base);
        assertThat(releases)
                .containsExactly(new Release(
                        base, List.of(new Unread("nearly", "orders", 1, 1), new Unread("slow", "orders", 2, 17)), 0));
    }

    @Test
    void countsNothingTwice() {
        reads("slow", "orders", 0, 3);
        replica.state().baseMoved(base);
        LogBase later = replica.base();
        replica.commit(replica.message("orders", 0, null, "later"));
        replica.state().baseMoved(later);
        assertThat(releases.get(1).unread()).containsExactly(new Unread("slow", "orders", 1, 1));
    }

    /** Chaos, seed 1103: the base moved while an index that had rotted was being made again, and the node ended over it. */
    @Test
    void goesOnWhereItCannotBeTold() {
        reads("slow", "orders", 0, 3);
        reads("slow", "orders", 1, 0);
        BrokerState state = replica.restoredWithoutIndexes();
        state.addReleaseListener(releases::add);
        state.baseMoved(base);
        assertThat(releases).containsExactly(new Release(base, List.of(), 2));
    }

    @Test
    void theOldestThatIsNeededCounts() {
        BrokerState state = replica.state();
        assertThat(state.neededPosition()).isEqualTo(Long.MAX_VALUE);
        long[] positions = {Long.MAX_VALUE, 500};
        state.addNeededPosition(() -> positions[0]);
        state.addNeededPosition(() -> positions[1]);
        assertThat(state.neededPosition()).isEqualTo(500);
        positions[0] = 300;
        assertThat(state.neededPosition()).isEqualTo(300);
    }
}
