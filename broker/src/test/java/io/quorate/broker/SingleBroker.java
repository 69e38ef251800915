package io.quorate.broker;

import io.quorate.broker.config.BrokerConfig;
import io.quorate.broker.request.QuorateCode;
import io.quorate.protocol.header.SendMessageHeader;
import io.quorate.raft.StorageFailure;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.IoLoops;
import io.quorate.remoting.RemotingClient;
import io.quorate.remoting.RemotingClientConfig;
import io.quorate.remoting.RemotingCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A real broker, a group of its own, on loopback and in a directory of the test; and a client to ask it. */
final class SingleBroker implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int PORT_ATTEMPTS_MAX = 50;

    final AtomicReference<Throwable> fatal = new AtomicReference<>();
    private final Broker broker;
    private final IoLoops loops = new IoLoops("test-client", 1);
    private final RemotingClient client = new RemotingClient(
            RemotingClientConfig.defaults(), loops, HandlerTable.builder().build());
    private final String address;

    SingleBroker(Path directory, String... settings) throws Exception {
        int port = freePorts();
        Properties properties = new Properties();
        properties.setProperty("storePathRootDir", directory.toString());
        properties.setProperty("listenPort", Integer.toString(port));
        properties.setProperty("brokerIP1", "127.0.0.1");
        properties.setProperty("bindAddress", "127.0.0.1");
        properties.setProperty("vipPortEnable", "false");
        properties.setProperty("mappedFileSizeCommitLog", "16777216");
        for (int i = 0; i < settings.length; i += 2) {
            properties.setProperty(settings[i], settings[i + 1]);
        }
        broker = new Broker(BrokerConfig.of(properties), LocalReplica::open, "test", fatal::set);
        broker.start();
        address = "127.0.0.1:" + port;
        awaitServing();
    }

    private void awaitServing() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!status().contains("\"serving\":true")) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the only replica does not lead: " + status());
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    String status() throws Exception {
        return ask(RemotingCommand.request(QuorateCode.NODE_STATUS)).body().toString(StandardCharsets.UTF_8);
    }

    // The configuration wants fixed ports, the clients' and one above it for peers.
    private static int freePorts() throws IOException {
        for (int i = 0; i < PORT_ATTEMPTS_MAX; i++) {
            try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ServerSocket second =
                            new ServerSocket(first.getLocalPort() + 1, 1, InetAddress.getLoopbackAddress())) {
                return second.getLocalPort() - 1;
            } catch (IOException taken) {
                // the next pair, then
            }
        }
        throw new IOException("no two free ports in a row");
    }

    RemotingCommand ask(RemotingCommand request) throws Exception {
        return client.invoke(address, request, TIMEOUT).get(20, TimeUnit.SECONDS);
    }

    String address() {
        return address;
    }

    RemotingCommand send(Message message) throws Exception {
        RemotingCommand request = RemotingCommand.request(message.requestCode);
        message.header().encodeV2(request.extFields());
        return ask(request.body(message.body));
    }

    @Override
    public void close() throws StorageFailure {
        client.close();
        loops.close();
        broker.close();
    }

    /** A send with everything in order, to be spoilt in one respect by each test. */
    static final class Message {
        int requestCode = 310;
        String topic = "TopicTest";
        String defaultTopic = "TBW102";
        int queueId;
        int sysFlag;
        String properties = "";
        int reconsumeTimes;
        int maxReconsumeTimes = SendMessageHeader.NO_MAX_RECONSUME_TIMES;
        byte[] body = "hello".getBytes(StandardCharsets.UTF_8);

        SendMessageHeader header() {
            return new SendMessageHeader(
                    "PG",
                    topic,
                    defaultTopic,
                    4,
                    queueId,
                    sysFlag,
                    1_700_000_000_000L,
                    0,
                    properties,
                    reconsumeTimes,
                    false,
                    maxReconsumeTimes,
                    requestCode == 320,
                    "");
        }
    }
}
