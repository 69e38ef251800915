package io.quorate.commitlog.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.commitlog.index.MessageTwin.Logged;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever is asked of a message index, its slow twin answers the same. */
class MessageIndexPropertyTest {
    // The first two have the same hash code.
    private static final String[] TOPICS = {"Aa", "BB", "orders", "%RETRY%g"};
    private static final int QUEUES = 3;
    private static final int KEYS = 12;

    @Property(tries = 150)
    void answersAsItsTwin(@ForAll long seed) {
        Random random = new Random(seed);
        IndexedLog log = new IndexedLog();
        int steps = random.nextInt(400);
        for (int step = 0; step < steps; step++) {
            step(log, random);
            if (random.nextInt(60) == 0) {
                compare(log, random);
            }
        }
        compare(log, random);
        log.sealAll();
        compare(log, random);
        log.restart();
        compare(log, random);
    }

    private static void step(IndexedLog log, Random random) {
        int dice = random.nextInt(1000);
        log.millis += random.nextInt(4) == 0 ? random.nextInt(5) : 0;
        if (dice < 960) {
            List<Integer> keys = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                keys.add(key(random.nextInt(KEYS)));
            }
            log.message(
                    TOPICS[random.nextInt(TOPICS.length)],
                    random.nextInt(QUEUES),
                    10 + random.nextInt(40),
                    random.nextInt(5) - 2,
                    keys);
        } else if (dice < 970) {
            log.deleteTopic(TOPICS[random.nextInt(TOPICS.length)]);
        } else if (dice < 980) {
            log.endSegment();
        } else if (dice < 985) {
            long base = log.twin.basePosition / IndexedLog.SEGMENT_BYTES
                    + random.nextInt((int) ((log.endPosition - log.twin.basePosition) / IndexedLog.SEGMENT_BYTES + 1));
            log.moveBase(base * IndexedLog.SEGMENT_BYTES);
        } else if (dice < 992) {
            log.sealsAtOnce = random.nextBoolean();
        } else {
            log.restart();
        }
    }

    /** Also of the upper half, and neighbours. */
    private static int key(int number) {
        return number % 2 == 0 ? number : Integer.MIN_VALUE + number;
    }

    private static void compare(IndexedLog log, Random random) {
        for (String topic : TOPICS) {
            for (int queueId = 0; queueId < QUEUES; queueId++) {
                compareQueue(log, random, topic, queueId);
            }
        }
        for (int number = 0; number < KEYS; number++) {
            long begin = someTime(log, random);
            long end = someTime(log, random);
            compareKey(log, key(number), 0, Long.MAX_VALUE);
            compareKey(log, key(number), begin, end);
        }
        assertThat(log.index.earliestMillis()).isEqualTo(log.twin.earliestMillis());
    }

    private static long someTime(IndexedLog log, Random random) {
        return 999_999L + random.nextInt((int) (log.millis - 999_999) + 2);
    }

    private static void compareQueue(IndexedLog log, Random random, String topic, int queueId) {
        List<Logged> ever = log.twin.everIn(topic, queueId);
        List<Logged> kept = log.twin.keptIn(topic, queueId);
        QueueIndex queue = log.queues.getOrDefault(topic, java.util.Map.of()).get(queueId);
        if (queue == null) {
            assertThat(ever).isEmpty();
            return;
        }
        QueueView view = queue.view();
        assertThat(view.maxOffset()).isEqualTo(ever.size());
        assertThat(view.minOffset()).isEqualTo(ever.size() - kept.size());
        for (Logged message : kept) {
            long offset = message.queueOffset();
            assertThat(view.tagHash(offset)).isEqualTo(message.tagHash());
            assertThat(view.position(offset)).isEqualTo(message.position());
            assertThat(view.sizeBytes(offset)).isEqualTo(message.sizeBytes());
            assertThat(view.storeTimestampMillis(offset)).isEqualTo(message.millis());
        }
        for (long millis : new long[] {Long.MIN_VALUE, 0, someTime(log, random), log.millis, Long.MAX_VALUE}) {
            assertThat(queue.view().lowerBound(millis)).isEqualTo(log.twin.lowerBound(topic, queueId, millis));
            assertThat(queue.view().upperBound(millis)).isEqualTo(log.twin.upperBound(topic, queueId, millis));
        }
    }

    /** All that have the key are offered, newest first; some others may be, and are then outside of the time. */
    private static void compareKey(IndexedLog log, int key, long begin, long end) {
        List<Long> offered = new ArrayList<>();
        log.index.search(key, begin, end, position -> offered.add(position));
        List<Long> all = log.twin.withKey(key, 0, Long.MAX_VALUE);
        assertThat(offered).isSubsetOf(all).doesNotHaveDuplicates();
        assertThat(offered).isEqualTo(all.stream().filter(offered::contains).toList());
        assertThat(offered).containsAll(log.twin.withKey(key, begin, end));
    }
}
