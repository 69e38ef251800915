package io.quorate.client;

import io.quorate.client.internal.NameServers;
import io.quorate.client.internal.Network;
import io.quorate.client.internal.RemotingNetwork;
import io.quorate.client.internal.Replicas;
import io.quorate.client.internal.ThreadLoop;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.message.UniqueKeyGenerator;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.IoLoops;
import io.quorate.remoting.RemotingClient;
import io.quorate.remoting.RemotingClientConfig;
import io.quorate.remoting.RequestContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Entry to the SDK: connections, routes and threads that producers, consumers and admin calls share. One a process is
 * usually enough. Safe from any thread.
 *
 * <pre>{@code
 * try (QuorateClient client = QuorateClient.open(ClientConfig.of("10.0.0.1:9876;10.0.0.2:9876"));
 *         Producer producer = client.newProducer(ProducerConfig.of("orders"))) {
 *     SendReceipt receipt = producer.send(Message.of("Orders", body));
 * }
 * }</pre>
 */
public final class QuorateClient implements AutoCloseable {
    private final IoLoops ioLoops;
    private final ThreadLoop loop;
    private final RemotingClient remoting;
    private final ClientCore core;
    private final Heartbeats heartbeats;
    private final UniqueKeyGenerator keys;
    private final Set<Producer> producers = ConcurrentHashMap.newKeySet();
    private final Map<String, PushConsumer> consumers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private QuorateClient(ClientConfig config) {
        InetAddress local = localAddress();
        long pid = ProcessHandle.current().pid();
        int random = new SecureRandom().nextInt(); // keeps containers apart that share address and pid
        String instance =
                config.instanceName().isEmpty() ? pid + "#" + Integer.toUnsignedString(random) : config.instanceName();
        String clientId = local.getHostAddress() + "@" + instance;
        ioLoops = new IoLoops("quorate-client-io", config.ioThreads());
        loop = new ThreadLoop("quorate-client-" + instance);
        HandlerTable handlers = HandlerTable.builder()
                .on(RequestCode.NOTIFY_CONSUMER_IDS_CHANGED, this::consumerIdsChanged)
                .build();
        remoting = new RemotingClient(RemotingClientConfig.defaults(), ioLoops, handlers);
        Network network = new RemotingNetwork(remoting);
        NameServers nameServers = new NameServers(config.namesrvAddrs(), network, config.requestTimeout());
        Routes routes = new Routes(nameServers, loop);
        core = new ClientCore(config, clientId, loop, network, nameServers, new Replicas(loop::nanoTime), routes);
        heartbeats = new Heartbeats(core);
        keys = new UniqueKeyGenerator(local, pid, random, Clock.system(ZoneId.systemDefault()));
        routes.addListener(this::routeChanged);
        remoting.onConnectionClosed(heartbeats::connectionClosed);
    }

    /** Connects to nobody yet: that happens with the first request. */
    public static QuorateClient open(ClientConfig config) {
        QuorateClient client = new QuorateClient(config);
        client.heartbeats.start();
        client.scheduleRouteRefresh();
        return client;
    }

    public String clientId() {
        return core.clientId();
    }

    public Producer newProducer(ProducerConfig config) {
        requireOpen();
        Producer[] made = new Producer[1];
        made[0] = new Producer(core, config, keys, () -> {
            if (producers.remove(made[0])) {
                heartbeats.removeProducer(config.group()).join();
            }
        });
        producers.add(made[0]);
        heartbeats.addProducer(config.group());
        return made[0];
    }

    /**
     * Starts a consumer. The call returns at once; the first messages come when the group's members have agreed.
     *
     * @throws IllegalStateException if this client has a consumer of that group already: open another client for it
     */
    public PushConsumer newPushConsumer(ConsumerConfig config, MessageListener listener) {
        requireOpen();
        PushConsumer consumer =
                new PushConsumer(core, config, listener, heartbeats, () -> consumers.remove(config.group()));
        if (consumers.putIfAbsent(config.group(), consumer) != null) {
            throw new IllegalStateException(
                    "this client has a consumer of group " + config.group() + " already: open another client for it");
        }
        consumer.start();
        return consumer;
    }

    public Admin admin() {
        requireOpen();
        return new Admin(core);
    }

    private void consumerIdsChanged(RequestContext context) {
        String group = context.request().field("consumerGroup");
        PushConsumer consumer = group == null ? null : consumers.get(group);
        if (consumer != null) {
            consumer.rebalanceSoon();
        }
    }

    private void routeChanged(TopicRoute route) {
        for (PushConsumer consumer : consumers.values()) {
            if (consumer.subscribesTo(route.topic())) {
                consumer.rebalanceSoon();
            }
        }
    }

    private void scheduleRouteRefresh() {
        var unused = loop.schedule(core.config().routeRefreshInterval().toMillis(), () -> {
            if (!closed) {
                core.routes().refreshAll();
                scheduleRouteRefresh();
            }
        });
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this client is closed");
        }
    }

    private static InetAddress localAddress() {
        try {
            return InetAddress.getLocalHost();
        } catch (UnknownHostException e) {
            // A host that does not know its own name; ids stay apart by their random part.
            return InetAddress.getLoopbackAddress();
        }
    }

    /**
     * Closes its consumers and producers as their own close() does, then the connections and threads. Idempotent; blocks
     * a bounded time.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        consumers.values().forEach(PushConsumer::close);
        producers.forEach(Producer::close);
        heartbeats.stop();
        remoting.close();
        loop.close();
        ioLoops.close();
    }
}
