package io.quorate.namesrv;

import io.quorate.protocol.RequestCode;
import io.quorate.protocol.body.DataVersion;
import io.quorate.protocol.body.RegisterBrokerBody;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.body.TopicConfigs;
import io.quorate.protocol.header.RegisterBrokerHeader;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.IoLoops;
import io.quorate.remoting.RemotingClient;
import io.quorate.remoting.RemotingClientConfig;
import io.quorate.remoting.RemotingCommand;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A client with a connection of its own: speaks to a name server as a broker or as a tool would. */
final class BrokerOnWire implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final String nameServer;
    private final IoLoops loops = new IoLoops("test-io", 1);
    private final RemotingClient client = new RemotingClient(
            RemotingClientConfig.defaults(), loops, HandlerTable.builder().build());

    BrokerOnWire(NameServer server) {
        nameServer = "127.0.0.1:" + server.port();
    }

    RemotingCommand invoke(RemotingCommand request) {
        return client.invoke(nameServer, request, TIMEOUT).join();
    }

    RemotingCommand register(String brokerName, String address, long brokerId, long term, int queueCount) {
        return invoke(registration(brokerName, address, brokerId, term, 0, queueCount));
    }

    static RemotingCommand registration(
            String brokerName, String address, long brokerId, long term, long timeoutMillis, int queueCount) {
        Map<String, TopicConfig> topics = new TreeMap<>();
        topics.put("TopicTest", TopicConfig.of("TopicTest", queueCount));
        topics.put("Other", TopicConfig.of("Other", queueCount));
        RemotingCommand request = RemotingCommand.request(RequestCode.REGISTER_BROKER);
        new RegisterBrokerHeader(
                        "DefaultCluster",
                        brokerName,
                        address,
                        brokerId,
                        "ha-" + address,
                        timeoutMillis,
                        Optional.of(false),
                        false,
                        0)
                .encode(request.extFields());
        return request.body(RegisterBrokerBody.of(new TopicConfigs(new DataVersion(term, 1, 1), topics))
                .encode());
    }

    @Override
    public void close() {
        client.close();
        loops.close();
    }
}
