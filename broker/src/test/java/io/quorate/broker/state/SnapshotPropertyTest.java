package io.quorate.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.state.OffsetCommit.Item;
import io.quorate.commitlog.index.QueueIndex;
import io.quorate.commitlog.index.QueueView;
import io.quorate.protocol.body.ConsumerGroupConfig;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.runtime.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Random histories on three replicas: one that keeps everything, one that starts from a snapshot taken on the way, and one
 * that applied everything and lets go of what lies before that snapshot.
 */
class SnapshotPropertyTest {
    private static final String[] TOPICS = {"T", "U", "%RETRY%g", "日本"};
    private static final String[] GROUPS = {"g", "h"};

    @Property(tries = 60)
    void restoredReplicaIsLikeOneThatAppliedEverything(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        try (TestReplica replica = new TestReplica(1 << 16)) {
            run(replica, random, random.nextInt(80));
            LogBase base = replica.base();
            BrokerState restored = replica.restored();
            BrokerState trimmed = replica.replay();
            trimmed.baseMoved(base);
            compare(replica, restored, trimmed, base);

            run(replica, random, random.nextInt(80));
            replica.catchUp(restored);
            replica.catchUp(trimmed);
            compare(replica, restored, trimmed, base);

            // From a snapshot of one that itself came from a snapshot.
            compare(replica, replica.restored(), replica.replay(), LogBase.EMPTY);
            LogBase last = replica.base();
            replica.catchUp(restored);
            replica.state().leadershipLost();
            replica.state().restore(last, TestReplica.snapshotOf(restored));
            replica.state().leadershipGained(1);
            run(replica, random, 20);
            replica.catchUp(trimmed);
            assertThat(replica.state().applied()).isEqualTo(trimmed.applied());
        }
    }

    /** The segments before the snapshot are indexed by files, be they there or made again. */
    @Property(tries = 40)
    void replicaThatStartsAmidItsLogFindsAllThatTheLogKeeps(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        try (TestReplica replica = new TestReplica(1 << 14)) {
            for (int round = 0; round < 3; round++) {
                run(replica, random, random.nextInt(60));
                compareAll(replica, replica.restoredAmidTheLog());
            }
            BrokerState amid = replica.restoredAmidTheLog();
            run(replica, random, random.nextInt(60));
            replica.catchUp(amid);
            compareAll(replica, amid);
        }
    }

    private static void compareAll(TestReplica replica, BrokerState amid) {
        assertThat(TestReplica.snapshotOf(amid)).isEqualTo(TestReplica.snapshotOf(replica.state()));
        for (String topic : TOPICS) {
            for (int queueId : replica.state().queues().queueIdsOf(topic)) {
                compareQueues(view(replica.state(), topic, queueId), view(amid, topic, queueId), LogBase.EMPTY);
            }
        }
    }

    private static void compare(TestReplica replica, BrokerState restored, BrokerState other, LogBase base) {
        BrokerState whole = replica.state();
        for (BrokerState state : List.of(restored, other)) {
            assertThat(state.applied()).isEqualTo(whole.applied());
            assertThat(TestReplica.snapshotOf(state)).isEqualTo(TestReplica.snapshotOf(whole));
            assertThat(state.topics().version()).isEqualTo(whole.topics().version());
            assertThat(state.topics().logged()).isEqualTo(whole.topics().logged());
            assertThat(state.consumerGroups().version())
                    .isEqualTo(whole.consumerGroups().version());
            assertThat(state.consumerGroups().logged())
                    .isEqualTo(whole.consumerGroups().logged());
            assertThat(state.offsets().rows()).isEqualTo(whole.offsets().rows());
            for (String topic : TOPICS) {
                assertThat(state.queues().queueIdsOf(topic))
                        .isEqualTo(whole.queues().queueIdsOf(topic));
            }
        }
        for (String topic : TOPICS) {
            for (int queueId : whole.queues().queueIdsOf(topic)) {
                compareQueues(view(whole, topic, queueId), view(other, topic, queueId), base);
                if (base.index() > 0) {
                    compareQueues(view(whole, topic, queueId), view(restored, topic, queueId), base);
                }
            }
        }
    }

    /** Everything is there from the base on, and nothing of before it. */
    private static void compareQueues(QueueView whole, QueueView kept, LogBase base) {
        assertThat(kept.maxOffset()).isEqualTo(whole.maxOffset());
        long first = whole.maxOffset();
        while (first > 0 && whole.position(first - 1) >= base.position()) {
            first--;
            assertThat(kept.position(first)).isEqualTo(whole.position(first));
            assertThat(kept.tagHash(first)).isEqualTo(whole.tagHash(first));
            assertThat(kept.sizeBytes(first)).isEqualTo(whole.sizeBytes(first));
            assertThat(kept.storeTimestampMillis(first)).isEqualTo(whole.storeTimestampMillis(first));
        }
        assertThat(kept.minOffset()).isEqualTo(first);
    }

    private static QueueView view(BrokerState state, String topic, int queueId) {
        return state.queues().find(topic, queueId).map(QueueIndex::view).orElseThrow();
    }

    private static void run(TestReplica replica, Random random, int steps) {
        for (int step = 0; step < steps; step++) {
            List<Proposal> proposals = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                proposals.add(
                        random.nextInt(3) > 0
                                ? replica.message(
                                        TOPICS[random.nextInt(TOPICS.length)], random.nextInt(3), "tag" + i, "" + step)
                                : replica.commands(command(random)));
            }
            replica.append(proposals.toArray(Proposal[]::new));
            replica.advanceMillis(random.nextInt(3));
            if (random.nextInt(20) == 0) {
                replica.lead();
            }
        }
        replica.applyAll();
    }

    private static Command command(Random random) {
        String topic = TOPICS[random.nextInt(TOPICS.length)];
        String group = GROUPS[random.nextInt(GROUPS.length)];
        return switch (random.nextInt(12)) {
            case 0 ->
                new TopicPut(
                        TopicConfig.of(topic, 1 + random.nextInt(9)).withAttributes(Map.of("b", "1", "a", "" + topic)),
                        random.nextBoolean());
            case 1 -> new TopicDelete(topic);
            case 2 -> new ConsumerGroupPut(ConsumerGroupConfig.of(group), random.nextBoolean());
            case 3 -> new ConsumerGroupDelete(group, random.nextBoolean());
            case 4 -> {
                long from = random.nextInt(6);
                yield new PopTake(
                        group,
                        topic,
                        random.nextInt(5),
                        random.nextInt(4) == 0,
                        "",
                        List.of(new PopTake.Item(1, from, 0, from, from + 3, List.of(from, from + 2), List.of(1L))));
            }
            case 5 -> new PopAck(List.of(new PopAck.Item(group, topic, 1, Long.MAX_VALUE, false, List.of(2L, 3L))));
            case 6 -> new RequestModePut(topic, group, new RequestMode(RequestMode.POP, random.nextInt(3)));
            case 7 -> new ReadForbid(group, topic, random.nextInt(3) > 0);
            default ->
                new OffsetCommit(List.of(
                        new Item(group, topic, random.nextInt(3), random.nextInt(9)), new Item("h", topic, 1, -1)));
        };
    }
}
