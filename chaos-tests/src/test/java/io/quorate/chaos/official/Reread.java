package io.quorate.chaos.official;

import java.nio.file.Path;
import java.util.List;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;

/**
 * A consumer whose offsets somebody else resets, while it runs, to the beginning: it gets everything a second time.
 *
 * <p>Arguments: NameServer, topic, file for the facts. Facts: {@code READ count} once it has all; {@code REREAD} once it has all
 * again.
 */
public final class Reread {
    private static final int COUNT = 60;

    private Reread() {}

    public static void main(String[] args) {
        Ending.endAfter(() -> {
            try (Facts facts = new Facts(Path.of(args[2]));
                    Clients clients = new Clients(args[0], args[1])) {
                run(clients, facts);
            }
        });
    }

    private static void run(Clients clients, Facts facts) throws Exception {
        DefaultMQProducer producer = clients.producer();
        List<String> keys = clients.send(producer, "m", COUNT);
        DefaultMQPushConsumer consumer = clients.consumer("one");
        consumer.subscribe(clients.topic(), "*");
        Clients.Received received = clients.start(consumer);
        received.awaitExactly(keys);
        facts.add("READ", COUNT);
        for (String key : keys) {
            Until.holds(
                    key + " again",
                    2 * Clients.WAIT_SECONDS, // 4.9 sits out 10 s, and then its next rebalance
                    () -> received.keys().stream().filter(key::equals).count() >= 2);
        }
        facts.add("REREAD");
        List<String> more = clients.send(producer, "more", COUNT);
        Until.holds(
                "what came after", Clients.WAIT_SECONDS, () -> received.keys().containsAll(more));
        // The leader died right after the reset: what was under way then may come once more, and not over and over.
        int count = received.keys().size();
        if (count > 4 * COUNT) {
            throw new IllegalStateException("read " + count + " messages, sent " + 2 * COUNT);
        }
        facts.add(Facts.DONE);
    }
}
