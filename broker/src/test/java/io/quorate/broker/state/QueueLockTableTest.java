package io.quorate.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.state.OffsetCommit.Item;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Locks and resets as they are applied, beside a slow twin, and through snapshots. */
class QueueLockTableTest {
    private static final long LIFE_MILLIS = 60_000;
    private static final String[] GROUPS = {"g", "h"};
    private static final String[] CLIENTS = {"c1", "c2", "c3"};

    private static final class Twin {
        final Map<String, QueueLock> locks = new HashMap<>();

        void lock(String group, QueueKey queue, String client, long now) {
            QueueLock held = locks.get(group + queue);
            if (held == null || held.expiresMillis() <= now || held.clientId().equals(client)) {
                locks.put(group + queue, new QueueLock(client, now + LIFE_MILLIS));
            }
        }

        void unlock(String group, QueueKey queue, String client) {
            locks.computeIfPresent(group + queue, (key, held) -> held.clientId().equals(client) ? null : held);
        }
    }

    @Property(tries = 100)
    void locksAreThoseOfTheTwinAndSurviveSnapshots(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Twin twin = new Twin();
        try (TestReplica replica = new TestReplica(1 << 16)) {
            for (int step = 0; step < 60; step++) {
                replica.advanceMillis(random.nextInt(25_000));
                String group = GROUPS[random.nextInt(2)];
                String client = CLIENTS[random.nextInt(3)];
                List<QueueKey> queues = IntStream.range(0, 4)
                        .filter(i -> random.nextBoolean())
                        .mapToObj(queueId -> new QueueKey("T", queueId))
                        .toList();
                if (random.nextInt(3) > 0) {
                    queues.forEach(queue -> twin.lock(group, queue, client, replica.nowMillis()));
                    replica.commit(replica.commands(new LockQueues(group, client, LIFE_MILLIS, queues)));
                } else {
                    queues.forEach(queue -> twin.unlock(group, queue, client));
                    replica.commit(replica.commands(new UnlockQueues(group, client, queues)));
                }
                compare(replica.state(), twin);
            }
            compare(replica.restored(), twin);
            compare(replica.replay(), twin);
        }
    }

    private static void compare(BrokerState state, Twin twin) {
        for (String group : GROUPS) {
            for (int queueId = 0; queueId < 4; queueId++) {
                QueueKey queue = new QueueKey("T", queueId);
                assertThat(state.locks().find(group, queue).orElse(null)).isEqualTo(twin.locks.get(group + queue));
            }
        }
    }

    @Test
    void aGroupConsumesInOrderWhileAnyOfItsLocksIsHeld() throws Exception {
        try (TestReplica replica = new TestReplica()) {
            replica.commit(replica.commands(
                    new LockQueues("g", "c1", LIFE_MILLIS, List.of(new QueueKey("T", 0), new QueueKey("T", 1)))));
            QueueLockTable locks = replica.state().locks();
            long now = replica.nowMillis();
            assertThat(locks.isAnyHeld("g", now + LIFE_MILLIS - 1)).isTrue();
            assertThat(locks.isAnyHeld("g", now + LIFE_MILLIS)).isFalse();
            assertThat(locks.isAnyHeld("h", now)).isFalse();
        }
    }

    @Test
    void whatIsDeletedIsNotLocked() throws Exception {
        try (TestReplica replica = new TestReplica()) {
            QueueKey t = new QueueKey("T", 0);
            QueueKey u = new QueueKey("U", 0);
            replica.commit(replica.commands(
                    new LockQueues("g", "c", LIFE_MILLIS, List.of(t, u)),
                    new LockQueues("h", "c", LIFE_MILLIS, List.of(t, u)),
                    new TopicDelete("T"),
                    new ConsumerGroupDelete("h", false)));
            QueueLockTable locks = replica.state().locks();
            assertThat(locks.find("g", t)).isEmpty();
            assertThat(locks.find("g", u)).isPresent();
            assertThat(locks.find("h", u)).isEmpty();
        }
    }

    @Test
    void atTheMostLocksExpiredOnesMakeRoom() {
        QueueLockTable locks = new QueueLockTable();
        for (int queueId = 0; queueId < QueueLockTable.LOCKS_MAX; queueId++) {
            locks.lock("g", new QueueKey("T", queueId), new QueueLock("c", queueId == 7 ? 50 : 100), 0);
        }
        QueueKey more = new QueueKey("U", 0);
        locks.lock("g", more, new QueueLock("c", 100), 10);
        assertThat(locks.find("g", more)).isEmpty();
        locks.lock("g", new QueueKey("T", 3), new QueueLock("c", 120), 10);
        assertThat(locks.find("g", new QueueKey("T", 3))).contains(new QueueLock("c", 120));
        locks.lock("g", more, new QueueLock("c", 160), 60);
        assertThat(locks.find("g", more)).isPresent();
        assertThat(locks.find("g", new QueueKey("T", 7))).isEmpty();
    }

    @Test
    void aResetHoldsAgainstCommitsUntilItIsTaken() throws Exception {
        try (TestReplica replica = new TestReplica(1 << 16)) {
            Item target = new Item("g", "T", 1, 5);
            replica.commit(replica.commands(
                    new OffsetCommit(List.of(new Item("g", "T", 1, 40), new Item("g", "T", 2, 40))),
                    new OffsetReset(List.of(target)),
                    new OffsetCommit(List.of(new Item("g", "T", 1, 41), new Item("g", "T", 2, 41)))));
            assertOffsets(replica.state(), 5, 41);
            assertThat(replica.state().resets().find("g", "T", 1)).hasValue(5);
            BrokerState restored = replica.restored();
            assertThat(restored.resets().find("g", "T", 1)).hasValue(5);
            replica.commit(replica.commands(
                    new OffsetResetTaken(List.of(new Item("g", "T", 1, 4))), // an older reset's
                    new OffsetCommit(List.of(new Item("g", "T", 1, 42)))));
            assertOffsets(replica.state(), 5, 41);
            replica.commit(replica.commands(
                    new OffsetResetTaken(List.of(target)), new OffsetCommit(List.of(new Item("g", "T", 1, 6)))));
            assertOffsets(replica.state(), 6, 41);
            assertThat(replica.state().resets().size()).isZero();
            replica.catchUp(restored);
            assertThat(restored.resets().size()).isZero();
            assertThat(TestReplica.snapshotOf(restored)).isEqualTo(TestReplica.snapshotOf(replica.state()));
        }
    }

    @Test
    void aCloneIsWhereItsSourceIsAndForgetsItsReset() throws Exception {
        try (TestReplica replica = new TestReplica()) {
            replica.commit(replica.commands(
                    new OffsetCommit(List.of(new Item("g", "T", 1, 40), new Item("g", "U", 2, 7))),
                    new OffsetReset(List.of(new Item("h", "T", 1, 3))),
                    new OffsetsClone("g", "h", List.of("T"))));
            assertThat(replica.state().offsets().find("h", "T", 1)).hasValue(40);
            assertThat(replica.state().offsets().find("h", "U", 2)).isEmpty();
            assertThat(replica.state().resets().size()).isZero();
        }
    }

    private static void assertOffsets(BrokerState state, long first, long second) {
        assertThat(state.offsets().find("g", "T", 1)).isEqualTo(OptionalLong.of(first));
        assertThat(state.offsets().find("g", "T", 2)).isEqualTo(OptionalLong.of(second));
    }
}
