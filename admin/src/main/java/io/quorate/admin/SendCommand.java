package io.quorate.admin;

import io.quorate.client.ClientConfig;
import io.quorate.client.Message;
import io.quorate.client.Producer;
import io.quorate.client.ProducerConfig;
import io.quorate.client.QuorateClient;
import io.quorate.client.SendReceipt;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends messages by hand. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        description = "Sends messages, and prints where each was stored.")
final class SendCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--namesrv", required = true, description = "NameServers, host:port;host:port")
    private String namesrv;

    @Option(names = "--topic", required = true)
    private String topic;

    @Option(names = "--tag")
    private String tag;

    @Option(names = "--key", description = "a word to look the messages up by; may be repeated")
    private List<String> keys = List.of();

    @Parameters(paramLabel = "BODY", arity = "1..*", description = "one message each")
    private List<String> bodies;

    @Override
    public Integer call() throws Exception {
        try (QuorateClient client = QuorateClient.open(ClientConfig.of(namesrv));
                Producer producer = client.newProducer(ProducerConfig.of("quorate-admin"))) {
            for (String body : bodies) {
                SendReceipt receipt = producer.send(message(body));
                spec.commandLine()
                        .getOut()
                        .printf("%s offset=%d id=%s%n", receipt.queue(), receipt.queueOffset(), receipt.messageId());
            }
            return 0;
        }
    }

    private Message message(String body) {
        Message.Builder message = Message.builder(topic, body.getBytes(StandardCharsets.UTF_8));
        if (tag != null) {
            message.tag(tag);
        }
        if (!keys.isEmpty()) {
            message.keys(keys.toArray(String[]::new));
        }
        return message.build();
    }
}
