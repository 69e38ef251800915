package io.quorate.admin;

import io.quorate.client.Admin;
import io.quorate.client.ClientConfig;
import io.quorate.client.QuorateClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Topics of a cluster. */
@Command(
        name = "topic",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "VERB",
        description = "Creates, lists and deletes topics.")
final class TopicCommand {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--namesrv",
            required = true,
            scope = ScopeType.INHERIT,
            description = "NameServers, host:port;host:port")
    private String namesrv;

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Creates a topic, or changes its queues.")
    int create(
            @Parameters(paramLabel = "TOPIC") String topic,
            @Option(
                            names = "--queues",
                            defaultValue = "4",
                            description = "queues in each replica group (default: ${DEFAULT-VALUE})")
                    int queueCount)
            throws Exception {
        try (QuorateClient client = QuorateClient.open(ClientConfig.of(namesrv))) {
            client.admin().createTopic(topic, queueCount);
        }
        return 0;
    }

    @Command(name = "delete", mixinStandardHelpOptions = true, description = "Deletes a topic and its messages.")
    int delete(@Parameters(paramLabel = "TOPIC") String topic) throws Exception {
        try (QuorateClient client = QuorateClient.open(ClientConfig.of(namesrv))) {
            client.admin().deleteTopic(topic);
        }
        return 0;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists all topics, the system's own, too.")
    int list() throws Exception {
        try (NodeCalls calls = new NodeCalls()) {
            calls.topics(namesrv.split(";", -1)[0]).forEach(spec.commandLine().getOut()::println);
        }
        return 0;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows where a topic's queues are and how full.")
    int show(@Parameters(paramLabel = "TOPIC") String topic) throws Exception {
        try (QuorateClient client = QuorateClient.open(ClientConfig.of(namesrv))) {
            Admin admin = client.admin();
            for (var queue : admin.route(topic).readableQueues()) {
                spec.commandLine()
                        .getOut()
                        .printf("%s min=%d max=%d%n", queue, admin.minOffset(queue), admin.maxOffset(queue));
            }
        }
        return 0;
    }
}
