package io.quorate.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.state.OffsetCommit.Item;
import io.quorate.commitlog.index.QueueIndex;
import io.quorate.commitlog.index.QueueView;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.raft.runtime.Proposal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Random histories of a leader whose apply lags behind its appends and who sometimes loses what was not applied, against
 * a twin that keeps lists.
 */
class BrokerStatePropertyTest {
    private static final int STEPS = 120;
    private static final String[] TOPICS = {"T", "U", "%RETRY%g"};

    /** What the tables should say: bodies by queue, offsets by group. */
    private static final class Twin {
        final Map<QueueKey, List<String>> queues =
                new TreeMap<>(Comparator.comparing(QueueKey::topic).thenComparingInt(QueueKey::queueId));
        final Map<String, Long> offsets = new HashMap<>();

        void deleteTopic(String topic) {
            queues.keySet().removeIf(key -> key.topic().equals(topic));
            offsets.keySet().removeIf(key -> key.startsWith(topic + "/"));
        }
    }

    @Property(tries = 60)
    void tablesAreWhatTheAppliedEntriesSay(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Twin twin = new Twin();
        List<Runnable> pending = new ArrayList<>();
        try (TestReplica replica = new TestReplica()) {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(10)) {
                    case 0, 1, 2, 3, 4 -> appendMessages(replica, random, step, twin, pending);
                    case 5 -> appendCommit(replica, random, twin, pending);
                    case 6 -> appendDeletion(replica, random, twin, pending);
                    case 7, 8 -> {
                        replica.applyAll();
                        pending.forEach(Runnable::run);
                        pending.clear();
                    }
                    default -> {
                        if (random.nextInt(4) == 0) {
                            replica.lead();
                            pending.clear();
                        }
                    }
                }
                replica.advanceMillis(random.nextInt(3));
            }
            replica.applyAll();
            pending.forEach(Runnable::run);
            compare(replica, replica.state(), twin);
            BrokerState other = replica.replay();
            assertThat(other.applied()).isEqualTo(replica.state().applied());
            compare(replica, other, twin);
        }
    }

    private static void appendMessages(
            TestReplica replica, Random random, int step, Twin twin, List<Runnable> pending) {
        int count = 1 + random.nextInt(3);
        Proposal[] proposals = new Proposal[count];
        for (int i = 0; i < count; i++) {
            QueueKey queue = new QueueKey(TOPICS[random.nextInt(TOPICS.length)], random.nextInt(3));
            String body = step + "-" + i;
            proposals[i] = replica.message(queue.topic(), queue.queueId(), "tag" + i, body);
            pending.add(() -> twin.queues
                    .computeIfAbsent(queue, absent -> new ArrayList<>())
                    .add(body));
        }
        replica.append(proposals);
    }

    private static void appendCommit(TestReplica replica, Random random, Twin twin, List<Runnable> pending) {
        Item item = new Item(
                "g" + random.nextInt(2), TOPICS[random.nextInt(TOPICS.length)], random.nextInt(2), random.nextInt(9));
        replica.append(replica.commands(new OffsetCommit(List.of(item))));
        pending.add(() ->
                twin.offsets.put(item.topic() + "/" + item.queueId() + "/" + item.consumerGroup(), item.offset()));
    }

    private static void appendDeletion(TestReplica replica, Random random, Twin twin, List<Runnable> pending) {
        String topic = TOPICS[random.nextInt(TOPICS.length)];
        replica.append(replica.commands(new TopicDelete(topic)));
        pending.add(() -> twin.deleteTopic(topic));
    }

    private static void compare(TestReplica replica, BrokerState state, Twin twin) {
        for (String topic : TOPICS) {
            for (int queueId = 0; queueId < 3; queueId++) {
                assertThat(bodiesOf(replica, state, topic, queueId))
                        .isEqualTo(twin.queues.getOrDefault(new QueueKey(topic, queueId), List.of()));
                for (String consumerGroup : List.of("g0", "g1")) {
                    Long expected = twin.offsets.get(topic + "/" + queueId + "/" + consumerGroup);
                    assertThat(state.offsets().find(consumerGroup, topic, queueId))
                            .isEqualTo(expected == null ? OptionalLong.empty() : OptionalLong.of(expected));
                }
            }
        }
    }

    private static List<String> bodiesOf(TestReplica replica, BrokerState state, String topic, int queueId) {
        List<String> bodies = new ArrayList<>();
        Optional<QueueView> found = state.queues().find(topic, queueId).map(QueueIndex::view);
        if (found.isEmpty()) {
            return bodies;
        }
        QueueView queue = found.get();
        for (long offset = 0; offset < queue.maxOffset(); offset++) {
            MessageRecordView record = new MessageRecordView()
                    .wrap(replica.log().slice(queue.position(offset), queue.sizeBytes(offset)), 0);
            assertThat(record.problemWithBody()).isNull();
            assertThat(record.queueOffset()).isEqualTo(offset);
            assertThat(record.topic()).isEqualTo(topic);
            bodies.add(StandardCharsets.UTF_8.decode(record.body()).toString());
        }
        return bodies;
    }
}
