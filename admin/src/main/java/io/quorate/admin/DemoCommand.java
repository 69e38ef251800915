package io.quorate.admin;

import io.quorate.client.ClientConfig;
import io.quorate.client.QuorateClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** See {@link Demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Sends messages, consumes and verifies them, and prints the throughput.")
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--namesrv", required = true, description = "NameServers, host:port;host:port")
    private String namesrv;

    @Option(names = "--count", defaultValue = "10000", description = "messages (default: ${DEFAULT-VALUE})")
    private int count;

    @Option(names = "--size", defaultValue = "1024", description = "bytes of a body (default: ${DEFAULT-VALUE})")
    private int bodyBytes;

    @Override
    public Integer call() throws Exception {
        try (QuorateClient client = QuorateClient.open(ClientConfig.of(namesrv))) {
            return new Demo(client, count, bodyBytes, spec.commandLine().getOut()).run() ? 0 : 1;
        }
    }
}
