package io.quorate.chaos;

import io.quorate.chaos.official.Sample;
import io.quorate.client.ClientConfig;
import io.quorate.client.ConsumerConfig;
import io.quorate.client.MessageQueue;
import io.quorate.client.MessageView;
import io.quorate.client.Outcome;
import io.quorate.client.PushConsumer;
import io.quorate.client.QuorateClient;
import io.quorate.client.StartFrom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;

/** Consumes a whole topic and looks for what was acknowledged. */
final class Readback {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int BATCH_MAX = 32;

    private final Map<String, Integer> countByKey = new ConcurrentHashMap<>();
    private final Map<MessageQueue, NavigableMap<Long, String>> keysByOffset = new ConcurrentHashMap<>();
    private final Queue<String> changed = new ConcurrentLinkedQueue<>();

    private Readback() {}

    /**
     * Fails unless every acknowledged message is there, as it was sent, in one place only, and each sender's messages stand
     * in each queue in the order they were sent. For a load that sends one after the other and had no failures.
     */
    static void verifyOnceAndInOrder(String namesrv, String topic, List<String> ackedKeys) throws Exception {
        Readback readback = readWhole(namesrv, topic, ackedKeys);
        Map<String, String> places = new HashMap<>();
        readback.keysByOffset.forEach((queue, keys) -> {
            Map<String, Long> newestOfSender = new HashMap<>();
            keys.forEach((queueOffset, key) -> {
                String place = queue + "@" + queueOffset;
                String other = places.put(key, place);
                int dash = key.lastIndexOf('-');
                long number = Long.parseLong(key.substring(dash + 1));
                Long before = newestOfSender.put(key.substring(0, dash), number);
                if (other != null) {
                    throw new AssertionError(key + " is stored twice: " + other + ", " + place);
                }
                if (before != null && before > number) {
                    throw new AssertionError(key + " at " + place + " comes after its sender's number " + before);
                }
            });
        });
    }

    /** Fails unless every acknowledged message is there, as it was sent. Returns how many are there more than once. */
    static int verify(String namesrv, String topic, List<String> ackedKeys) throws Exception {
        Readback readback = readWhole(namesrv, topic, ackedKeys);
        return (int)
                readback.countByKey.values().stream().filter(count -> count > 1).count();
    }

    private static Readback readWhole(String namesrv, String topic, List<String> ackedKeys) throws Exception {
        Readback readback = new Readback();
        Set<String> missing = new HashSet<>(ackedKeys);
        ConsumerConfig config = ConsumerConfig.of("readback-" + topic, topic, "*")
                .withStartFrom(StartFrom.FIRST)
                .withBatchMax(BATCH_MAX);
        try (QuorateClient client = QuorateClient.open(ClientConfig.of(namesrv))) {
            PushConsumer consumer = client.newPushConsumer(config, messages -> {
                messages.forEach(readback::take);
                return Outcome.SUCCESS;
            });
            Await.until("all acknowledged messages of " + topic, TIMEOUT, () -> {
                missing.removeAll(readback.countByKey.keySet());
                return missing.isEmpty();
            });
            consumer.close();
        } catch (AssertionError e) {
            List<String> some = missing.stream().sorted().limit(20).toList();
            throw new AssertionError(
                    missing.size() + " of " + ackedKeys.size() + " acknowledged messages of " + topic + " are missing: "
                            + some,
                    e);
        }
        if (!readback.changed.isEmpty()) {
            throw new AssertionError("messages of " + topic + " came back changed: " + readback.changed);
        }
        return readback;
    }

    private void take(MessageView message) {
        String key = String.join(" ", message.keys());
        countByKey.merge(key, 1, Integer::sum);
        keysByOffset
                .computeIfAbsent(message.queue(), queue -> new ConcurrentSkipListMap<>())
                .put(message.queueOffset(), key);
        if (!Arrays.equals(message.body(), Sample.body(key, SteadyLoad.BODY_BYTES))) {
            changed.add(key);
        }
    }
}
