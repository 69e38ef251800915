package io.quorate.broker.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quorate.broker.state.OffsetCommit.Item;
import io.quorate.commitlog.index.QueueIndex;
import io.quorate.raft.InvariantViolation;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.runtime.CorruptSnapshotException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A replica whose state is replaced in mid-life. */
class SnapshotRestoreTest {
    private record Taken(LogBase base, ByteBuffer snapshot) {}

    private TestReplica replica;
    private final BrokerState follower = TestReplica.detachedState();

    @BeforeEach
    void open() throws StorageFailure {
        replica = new TestReplica();
    }

    @AfterEach
    void close() throws StorageFailure {
        replica.close();
    }

    @Test
    void topicDeletedAndMadeAgainGoesOnAsOnTheOthers() throws Exception {
        replica.commit(
                replica.commands(TestReplica.createTopic("T")),
                replica.message("T", 0, null, "a"),
                replica.message("T", 1, null, "a"));
        replica.catchUp(follower);
        QueueIndex before = follower.queues().find("T", 0).orElseThrow();
        replica.commit(replica.commands(new TopicDelete("T"), TestReplica.createTopic("T")));
        replica.commit(replica.message("T", 0, null, "b"));
        follower.restore(replica.base(), TestReplica.snapshotOf(replica.state()));
        assertThat(follower.queues().queueIdsOf("T")).containsExactly(0);
        assertThat(follower.queues().maxOffset("T", 0)).isEqualTo(1);
        assertThat(follower.queues().find("T", 0).orElseThrow().minOffset()).isEqualTo(1);
        assertThat(before.view().contains(0)).isFalse(); // who held the old one finds nothing any more
        replica.commit(replica.message("T", 1, null, "c"), replica.message("T", 0, null, "d"));
        replica.catchUp(follower);
        assertThat(follower.queues().maxOffset("T", 1)).isEqualTo(1);
        assertThat(follower.queues().maxOffset("T", 0)).isEqualTo(2);
        assertThat(follower.applied()).isEqualTo(replica.state().applied());
    }

    @Test
    void defaultsAreTheReplicasOwn() throws Exception {
        replica.commit(replica.commands(TestReplica.createTopic("T")));
        BrokerState other = replica.restored();
        assertThat(other.topics().isDefault("OtherCluster")).isTrue();
        assertThat(other.topics().find("DefaultCluster")).isEmpty();
        assertThat(other.topics().find("T")).isPresent();
    }

    @Test
    void listenersHearOfTheRestoredStateAndOfWhatComesAfter() throws Exception {
        List<String> heard = new ArrayList<>();
        follower.addArrivalListener(new ArrivalListener() {
            @Override
            public void messageApplied(String topic, int queueId, long queueOffset, long tagHash) {
                heard.add(topic + queueOffset);
            }

            @Override
            public void stateRestored() {
                heard.add("restored at " + follower.queues().maxOffset("T", 0));
            }
        });
        replica.commit(replica.message("T", 0, null, "a"));
        replica.catchUp(follower);
        replica.commit(replica.message("T", 0, null, "b"), replica.message("T", 0, null, "c"));
        follower.restore(replica.base(), TestReplica.snapshotOf(replica.state()));
        replica.commit(replica.message("T", 0, null, "d"));
        replica.catchUp(follower);
        assertThat(heard).containsExactly("T0", "restored at 3", "T3");
    }

    @Test
    void newLeaderGoesOnBehindWhatWasRestored() throws Exception {
        replica.commit(replica.message("T", 0, null, "a"), replica.message("T", 0, null, "b"));
        follower.restore(replica.base(), TestReplica.snapshotOf(replica.state()));
        follower.leadershipGained(9);
        assertThat(follower.offsetAssigner().assign("T", 0, 1)).isEqualTo(2);
    }

    @Test
    void neitherALeadersStateIsReplacedNorAnyoneSetBack() throws Exception {
        LogBase early = replica.base();
        ByteBuffer earlySnapshot = TestReplica.snapshotOf(replica.state());
        replica.commit(replica.message("T", 0, null, "a"));
        LogBase late = replica.base();
        ByteBuffer lateSnapshot = TestReplica.snapshotOf(replica.state());
        assertThatExceptionOfType(InvariantViolation.class)
                .isThrownBy(() -> replica.state().restore(late, lateSnapshot));
        replica.catchUp(follower);
        assertThatExceptionOfType(InvariantViolation.class).isThrownBy(() -> follower.restore(early, earlySnapshot));
        LogBase ahead = new LogBase(replica.state().applied().index() + 1, late.term(), late.position() + 99, 0, 0);
        assertThatExceptionOfType(InvariantViolation.class).isThrownBy(() -> follower.baseMoved(ahead));
    }

    @Test
    void refusedSnapshotLeavesTheStateAsItWas() throws Exception {
        replica.commit(replica.message("T", 0, null, "a"));
        replica.catchUp(follower);
        replica.commit(replica.message("T", 0, null, "b"));
        ByteBuffer cut = TestReplica.snapshotOf(replica.state());
        cut.limit(cut.limit() - 1);
        Applied before = follower.applied();
        assertThatExceptionOfType(CorruptSnapshotException.class)
                .isThrownBy(() -> follower.restore(replica.base(), cut));
        assertThat(follower.applied()).isEqualTo(before);
        assertThat(follower.queues().find("T", 0).orElseThrow().view().contains(0))
                .isTrue();
        replica.catchUp(follower);
        assertThat(follower.applied()).isEqualTo(replica.state().applied());
    }

    @Test
    void manyRowsTakeManyBuffers() throws Exception {
        int groupCount = 300;
        int queueCount = 100;
        for (int group = 0; group < groupCount; group++) {
            List<Item> items = new ArrayList<>();
            for (int queueId = 0; queueId < queueCount; queueId++) {
                items.add(new Item("group-" + group, "T", queueId, group * 1_000_000L + queueId));
            }
            replica.commit(replica.commands(new OffsetCommit(items)));
        }
        assertThat(replica.state().snapshot())
                .hasSizeGreaterThan(1)
                .allMatch(ByteBuffer::isReadOnly)
                .allMatch(ByteBuffer::hasRemaining);
        BrokerState other = replica.restored();
        assertThat(other.offsets().rows()).isEqualTo(replica.state().offsets().rows());
        assertThat(other.offsets().find("group-299", "T", 99)).isEqualTo(OptionalLong.of(299_000_099L));
    }

    /** In each state every offset is the number of commits so far; half a restored table would hold two numbers. */
    @Test
    @Timeout(60)
    void readersSeeOneStateOrTheNext() throws Exception {
        replica.close();
        replica = new TestReplica(1 << 16);
        List<Taken> taken = new ArrayList<>();
        for (int round = 1; round <= 200; round++) {
            List<Item> items = new ArrayList<>();
            for (int queueId = 0; queueId < 100; queueId++) {
                items.add(new Item("g" + queueId, "T", queueId, round));
            }
            replica.commit(replica.commands(new OffsetCommit(items)));
            taken.add(new Taken(replica.base(), TestReplica.snapshotOf(replica.state())));
        }
        follower.restore(taken.get(0).base(), taken.get(0).snapshot());
        long firstIndex = follower.applied().index();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> reader = thread.submit(() -> {
                long seen = 0;
                while (seen < 200) {
                    seen = 1 + (follower.applied().index() - firstIndex) / 2; // each with a filler behind it
                    OffsetTable offsets = follower.offsets();
                    long offset = offsets.find("g0", "T", 0).orElseThrow();
                    assertThat(offset).isGreaterThanOrEqualTo(seen);
                    for (int queueId = 0; queueId < 100; queueId++) {
                        assertThat(offsets.find("g" + queueId, "T", queueId).orElseThrow())
                                .isEqualTo(offset);
                    }
                }
            });
            for (Taken next : taken) {
                follower.restore(next.base(), next.snapshot());
            }
            reader.get();
        } finally {
            thread.shutdownNow();
            assertThat(thread.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
