package io.quorate.broker.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.read.OffsetQueries.Boundary;
import io.quorate.broker.state.OffsetCommit;
import io.quorate.broker.state.TestReplica;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.LogBase;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OffsetQueriesTest {
    private TestReplica replica;
    private OffsetQueries queries;

    @BeforeEach
    void open() throws StorageFailure {
        replica = new TestReplica();
        queries = new OffsetQueries(replica.state());
    }

    @AfterEach
    void close() throws StorageFailure {
        replica.close();
    }

    @Test
    void unknownQueueIsEmpty() {
        assertThat(queries.maxOffset("T", 0)).isZero();
        assertThat(queries.minOffset("T", 0)).isZero();
        assertThat(queries.searchByTime("T", 0, 5, Boundary.LOWER)).isZero();
        assertThat(queries.searchByTime("T", 0, 5, Boundary.UPPER)).isZero();
        assertThat(queries.earliestStoreTimeMillis("T", 0)).isEqualTo(OffsetQueries.NO_TIME);
        assertThat(queries.storeTimeMillis("T", 0, 0)).isEqualTo(OffsetQueries.NO_TIME);
    }

    @Test
    void storeTimesAreThoseOfTheEntries() {
        long first = replica.nowMillis();
        replica.commit(replica.message("T", 0, null, "a"));
        replica.advanceMillis(10);
        replica.commit(replica.message("T", 0, null, "b"));
        assertThat(queries.earliestStoreTimeMillis("T", 0)).isEqualTo(first);
        assertThat(queries.storeTimeMillis("T", 0, 1)).isEqualTo(first + 10);
        assertThat(queries.storeTimeMillis("T", 0, 2)).isEqualTo(OffsetQueries.NO_TIME);
        assertThat(queries.storeTimeMillis("T", 0, -1)).isEqualTo(OffsetQueries.NO_TIME);
    }

    @Test
    void timesOutsideTheQueueGiveItsEnds() {
        long first = replica.nowMillis();
        replica.commit(replica.message("T", 0, null, "a"), replica.message("T", 0, null, "b"));
        assertThat(queries.searchByTime("T", 0, first - 1, Boundary.LOWER)).isZero();
        assertThat(queries.searchByTime("T", 0, first + 1, Boundary.LOWER)).isEqualTo(2);
        assertThat(queries.searchByTime("T", 0, first - 1, Boundary.UPPER)).isZero();
        assertThat(queries.searchByTime("T", 0, first, Boundary.UPPER)).isEqualTo(1);
        assertThat(queries.searchByTime("T", 0, Long.MAX_VALUE, Boundary.UPPER)).isEqualTo(1);
    }

    @Test
    void committedOffsetIsAnswered() {
        replica.commit(replica.commands(new OffsetCommit(List.of(new OffsetCommit.Item("g", "T", 0, 42)))));
        assertThat(queries.consumerOffset("g", "T", 0, false)).isEqualTo(OptionalLong.of(42));
        assertThat(queries.consumerOffset("g", "T", 0, true)).isEqualTo(OptionalLong.of(42));
    }

    @Test
    void newGroupOnAYoungTopicStartsAtZero() {
        replica.commit(replica.commands(TestReplica.createTopic("T")), replica.message("T", 0, null, "a"));
        assertThat(queries.consumerOffset("g", "T", 0, true)).isEqualTo(OptionalLong.of(0));
        assertThat(queries.consumerOffset("g", "T", 0, false)).isEmpty();
    }

    /** Told "none", a client would ask for the queue's end, and skip what was stored in between. */
    @Test
    void newGroupOnAnEmptyQueueStartsAtZero() {
        assertThat(queries.consumerOffset("g", "T", 0, true))
                .as("no such topic")
                .isEmpty();
        replica.commit(replica.commands(TestReplica.createTopic("T")));
        assertThat(queries.consumerOffset("g", "T", 3, true)).isEqualTo(OptionalLong.of(0));
        assertThat(queries.consumerOffset("g", "T", 3, false)).isEmpty();
        assertThat(queries.consumerOffset("g", "T", 4, true))
                .as("no such queue")
                .isEmpty();
        assertThat(queries.consumerOffset("g", "T", -1, true))
                .as("no such queue")
                .isEmpty();
    }

    @Test
    void queueStartsAtWhatTheLogKept() {
        replica.commit(
                replica.commands(TestReplica.createTopic("T")),
                replica.message("T", 0, null, "a"),
                replica.message("T", 1, null, "x"));
        LogBase base = replica.base();
        replica.advanceMillis(10);
        long second = replica.nowMillis();
        replica.commit(replica.message("T", 0, null, "b"));
        replica.state().baseMoved(base);
        assertThat(queries.minOffset("T", 0)).isEqualTo(1);
        assertThat(queries.maxOffset("T", 0)).isEqualTo(2);
        assertThat(queries.earliestStoreTimeMillis("T", 0)).isEqualTo(second);
        assertThat(queries.storeTimeMillis("T", 0, 0)).isEqualTo(OffsetQueries.NO_TIME);
        assertThat(queries.searchByTime("T", 0, 0, Boundary.LOWER)).isEqualTo(1);
        assertThat(queries.searchByTime("T", 0, second - 10, Boundary.UPPER)).isZero();
        assertThat(queries.minOffset("T", 1)).isEqualTo(1);
        assertThat(queries.earliestStoreTimeMillis("T", 1)).isEqualTo(OffsetQueries.NO_TIME);
        assertThat(queries.searchByTime("T", 1, 0, Boundary.LOWER)).isEqualTo(1);
        assertThat(queries.consumerOffset("g", "T", 0, true)).isEmpty();
        assertThat(queries.consumerOffset("g", "T", 1, true)).isEmpty();
    }
}
