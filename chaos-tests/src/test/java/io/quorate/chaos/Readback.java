package io.quorate.chaos;

import io.quorate.chaos.official.Sample;
import io.quorate.client.ClientConfig;
import io.quorate.client.ConsumerConfig;
import io.quorate.client.MessageView;
import io.quorate.client.Outcome;
import io.quorate.client.PushConsumer;
import io.quorate.client.QuorateClient;
import io.quorate.client.StartFrom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Consumes a whole topic and looks for what was acknowledged. */
final class Readback {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int BATCH_MAX = 32;

    private final Map<String, Integer> countByKey = new ConcurrentHashMap<>();
    private final Queue<String> changed = new ConcurrentLinkedQueue<>();

    private Readback() {}

    /** Fails unless every acknowledged message is there, as it was sent. Returns how many are there more than once. */
    static int verify(String namesrv, String topic, List<String> ackedKeys) throws Exception {
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
        return (int)
                readback.countByKey.values().stream().filter(count -> count > 1).count();
    }

    private void take(MessageView message) {
        String key = String.join(" ", message.keys());
        countByKey.merge(key, 1, Integer::sum);
        if (!Arrays.equals(message.body(), Sample.body(key, SteadyLoad.BODY_BYTES))) {
            changed.add(key);
        }
    }
}
