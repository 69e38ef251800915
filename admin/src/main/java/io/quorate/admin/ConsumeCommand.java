package io.quorate.admin;

import io.quorate.client.ClientConfig;
import io.quorate.client.ConsumerConfig;
import io.quorate.client.MessageView;
import io.quorate.client.Outcome;
import io.quorate.client.PushConsumer;
import io.quorate.client.QuorateClient;
import io.quorate.client.StartFrom;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Consumes messages to the terminal. */
@Command(
        name = "consume",
        mixinStandardHelpOptions = true,
        description = "Consumes messages as a member of a consumer group, and prints one line each.")
final class ConsumeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--namesrv", required = true, description = "NameServers, host:port;host:port")
    private String namesrv;

    @Option(names = "--topic", required = true)
    private String topic;

    @Option(
            names = "--group",
            defaultValue = "quorate-admin",
            description = "consumer group (default: ${DEFAULT-VALUE})")
    private String consumerGroup;

    @Option(
            names = "--tags",
            defaultValue = "*",
            description = "tag expression, e.g. 'a || b' (default: ${DEFAULT-VALUE})")
    private String tags;

    @Option(
            names = "--from-first",
            description = "a new consumer group begins with the oldest message, not the next one")
    private boolean fromFirst;

    @Option(
            names = "--count",
            defaultValue = "1",
            description = "end after as many messages (default: ${DEFAULT-VALUE})")
    private int count;

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "end after as long, with code 1 (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        CountDownLatch awaited = new CountDownLatch(count);
        ConsumerConfig config = ConsumerConfig.of(consumerGroup, topic, tags)
                .withStartFrom(fromFirst ? StartFrom.FIRST : StartFrom.LAST);
        try (QuorateClient client = QuorateClient.open(ClientConfig.of(namesrv))) {
            PushConsumer consumer = client.newPushConsumer(config, messages -> take(messages, awaited));
            boolean complete = awaited.await(seconds, TimeUnit.SECONDS);
            consumer.close();
            return complete ? 0 : 1;
        }
    }

    private Outcome take(List<MessageView> messages, CountDownLatch awaited) {
        for (MessageView message : messages) {
            // One at a time is shown, and none after the last: what is not shown is not consumed.
            synchronized (awaited) {
                if (awaited.getCount() == 0) {
                    return Outcome.LATER;
                }
                spec.commandLine()
                        .getOut()
                        .printf(
                                "%s offset=%d keys=%s body=%s%n",
                                message.queue(),
                                message.queueOffset(),
                                message.keys(),
                                new String(message.body(), StandardCharsets.UTF_8));
                awaited.countDown();
            }
        }
        return Outcome.SUCCESS;
    }
}
