package io.quorate.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random commands, sensible or not, against a twin that keeps each message by itself; now and then from a snapshot. */
class PopTablePropertyTest {
    private static final PopTable.Key KEY = new PopTable.Key("g", "T", 1);

    /** One queue of one group, slow and obvious. */
    private static final class Twin {
        record Held(long pop, long first, long visible, int count) {}

        final TreeMap<Long, Held> held = new TreeMap<>();
        boolean known;
        long next;
        long committed;
        String attempt = "";

        void take(PopTake take, PopTake.Item item, long now) {
            if (!known) {
                next = item.startOffset();
                committed = next;
                known = true;
            }
            sync();
            held.headMap(item.keptOffset()).clear();
            next = Math.max(next, item.keptOffset());
            boolean same = !take.attemptId().isEmpty() && take.attemptId().equals(attempt);
            if (take.ordered() && !same && held.values().stream().anyMatch(one -> one.visible > now)) {
                commit();
                return;
            }
            long until = now + Math.max(1, take.invisibleMillis());
            for (long offset : item.againOffsets()) {
                Held one = held.get(offset);
                if (one != null && (one.visible <= now || (take.ordered() && same))) {
                    held.put(offset, new Held(now, one.first, until, one.count + (take.ordered() && same ? 0 : 1)));
                }
            }
            if (next == item.fromOffset()) {
                item.freshOffsets().forEach(offset -> held.put(offset, new Held(now, now, until, 1)));
                next = item.nextOffset();
            }
            attempt = take.attemptId();
            commit();
        }

        void ack(PopAck.Item item) {
            if (known) {
                sync();
                for (long offset : item.queueOffsets()) {
                    Held one = held.get(offset);
                    if (one != null && (item.ordered() ? one.pop == item.popMillis() : one.first <= item.popMillis())) {
                        held.remove(offset);
                    }
                }
                commit();
            }
        }

        void change(PopChange change, long now) {
            if (known) {
                sync();
                Held one = held.get(change.queueOffset());
                if (one != null && one.pop == change.popMillis()) {
                    held.put(
                            change.queueOffset(),
                            new Held(
                                    change.ordered() ? one.pop : now,
                                    one.first,
                                    now + Math.max(1, change.invisibleMillis()),
                                    Math.max(0, one.count - (change.uncounted() ? 1 : 0))));
                }
                commit();
            }
        }

        void sync() {
            if (committed != (held.isEmpty() ? next : held.firstKey())) {
                held.clear();
                attempt = "";
                next = committed;
            }
        }

        void commit() {
            committed = held.isEmpty() ? next : held.firstKey();
        }
    }

    @Property(tries = 150)
    void tableIsLikeItsTwin(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        try (TestReplica replica = new TestReplica(1 << 16)) {
            Twin twin = new Twin();
            for (int i = 0; i < 60; i++) {
                step(replica, twin, random);
                replica.advanceMillis(random.nextInt(4));
                compare(replica.state(), twin, replica.nowMillis());
            }
            BrokerState restored = replica.restored();
            compare(restored, twin, replica.nowMillis());
            for (int i = 0; i < 20; i++) {
                step(replica, twin, random);
                replica.advanceMillis(random.nextInt(4));
            }
            replica.catchUp(restored);
            compare(restored, twin, replica.nowMillis());
            assertThat(TestReplica.snapshotOf(restored)).isEqualTo(TestReplica.snapshotOf(replica.state()));
        }
    }

    private static void step(TestReplica replica, Twin twin, Random random) {
        long now = replica.nowMillis();
        switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> {
                PopTake take = take(twin, random);
                replica.commit(replica.commands(take));
                twin.take(take, take.items().get(0), now);
            }
            case 4, 5 -> {
                PopAck.Item ack =
                        new PopAck.Item("g", "T", 1, now - random.nextInt(6), random.nextBoolean(), some(twin, random));
                replica.commit(replica.commands(new PopAck(List.of(ack))));
                twin.ack(ack);
            }
            case 6 -> {
                PopChange change = change(twin, random, now);
                replica.commit(replica.commands(change));
                twin.change(change, now);
            }
            default -> {
                if (random.nextInt(4) == 0 && twin.known) {
                    long offset = random.nextInt(30);
                    replica.commit(
                            replica.commands(new OffsetCommit(List.of(new OffsetCommit.Item("g", "T", 1, offset)))));
                    twin.committed = offset;
                }
            }
        }
    }

    private static PopTake take(Twin twin, Random random) {
        long kept = random.nextInt(8) == 0 ? random.nextInt(20) : 0;
        long from = Math.max(twin.next, kept) + (random.nextInt(6) == 0 ? 1 : 0);
        long next = from + random.nextInt(4);
        List<Long> fresh = LongStream.range(from, next)
                .filter(offset -> random.nextInt(3) > 0)
                .boxed()
                .toList();
        PopTake.Item item = new PopTake.Item(1, random.nextInt(3), kept, from, next, fresh, some(twin, random));
        String attempt = random.nextBoolean() ? "" : "a" + random.nextInt(3);
        return new PopTake("g", "T", random.nextInt(6), random.nextBoolean(), attempt, List.of(item));
    }

    private static PopChange change(Twin twin, Random random, long now) {
        List<Long> some = some(twin, random);
        long offset = some.isEmpty() ? 3 : some.get(0);
        Twin.Held held = twin.held.get(offset);
        long popMillis = held == null || random.nextInt(4) == 0 ? now : held.pop;
        return new PopChange(
                "g", "T", 1, offset, popMillis, random.nextInt(5), random.nextBoolean(), random.nextBoolean());
    }

    /** Mostly in hand, each once. */
    private static List<Long> some(Twin twin, Random random) {
        List<Long> some = new ArrayList<>();
        twin.held.keySet().stream().filter(offset -> random.nextInt(3) > 0).forEach(some::add);
        if (random.nextInt(4) == 0 && !some.contains(25L)) {
            some.add(25L);
        }
        return some;
    }

    private static void compare(BrokerState state, Twin twin, long now) {
        if (!twin.known) {
            assertThat(state.pops().find(KEY)).isEmpty();
            return;
        }
        assertThat(state.offsets().find("g", "T", 1)).hasValue(twin.committed);
        boolean inStep = twin.committed == (twin.held.isEmpty() ? twin.next : twin.held.firstKey());
        assertThat(state.pops().find(KEY).isPresent()).isEqualTo(inStep);
        if (!inStep) {
            return;
        }
        PopQueue queue = state.pops().find(KEY).orElseThrow();
        assertThat(queue.nextOffset()).isEqualTo(twin.next);
        assertThat(queue.attemptId()).isEqualTo(twin.attempt);
        assertThat(queue.inHandCount()).isEqualTo(twin.held.size());
        assertThat(state.pops().inHandCount()).isEqualTo(twin.held.size());
        assertThat(queue.firstInHand(100)).containsExactlyElementsOf(twin.held.keySet());
        twin.held.forEach((offset, held) -> {
            PopLease lease = queue.lease(offset).orElseThrow();
            assertThat(new Twin.Held(
                            lease.popMillis(), lease.firstPopMillis(), lease.visibleMillis(), lease.deliveryCount()))
                    .isEqualTo(held);
        });
        assertThat(queue.firstVisibleMillis())
                .isEqualTo(twin.held.values().stream()
                        .mapToLong(Twin.Held::visible)
                        .min()
                        .orElse(Long.MAX_VALUE));
        List<Long> visible = twin.held.entrySet().stream()
                .filter(entry -> entry.getValue().visible <= now)
                .sorted(Comparator.comparingLong(entry -> entry.getValue().visible))
                .map(java.util.Map.Entry::getKey)
                .toList();
        assertThat(queue.visible(now, 100)).containsExactlyInAnyOrderElementsOf(visible);
        assertThat(queue.visible(now, 2)).hasSize(Math.min(2, visible.size()));
        assertThat(queue.isBlocked(now, ""))
                .isEqualTo(twin.held.values().stream().anyMatch(held -> held.visible > now));
    }
}
