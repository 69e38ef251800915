package io.quorate.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.IoLoops;
import io.quorate.remoting.RemotingClient;
import io.quorate.remoting.RemotingClientConfig;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingServer;
import io.quorate.remoting.RemotingServerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RemotingNetworkTest {
    /** A leaving node forwards for 35 s more if anyone else used it: it has to know us. */
    @Test
    void everyRequestSaysThatOurSdkAsks() throws IOException, InterruptedException {
        BlockingQueue<String> marks = new LinkedBlockingQueue<>();
        HandlerTable handlers = HandlerTable.builder()
                .otherwise(context -> {
                    marks.add(String.valueOf(context.request().field(RemotingNetwork.SDK_FIELD)));
                    context.respond(RemotingCommand.response(0));
                })
                .build();
        try (IoLoops loops = new IoLoops("network-test", 1);
                RemotingServer server =
                        new RemotingServer(RemotingServerConfig.forClients("127.0.0.1", 0), loops, handlers);
                RemotingClient client = new RemotingClient(
                        RemotingClientConfig.defaults(),
                        loops,
                        HandlerTable.builder().build())) {
            server.start();
            Network network = new RemotingNetwork(client);
            String address = "127.0.0.1:" + server.port();
            network.invoke(address, RemotingCommand.request(34), Duration.ofSeconds(5))
                    .join();
            network.invokeOneway(address, RemotingCommand.oneway(15)).join();
            assertThat(marks.poll(5, TimeUnit.SECONDS)).isEqualTo("1");
            assertThat(marks.poll(5, TimeUnit.SECONDS)).isEqualTo("1");
        }
    }
}
