package io.quorate.namesrv;

import io.quorate.remoting.Connection;
import io.quorate.remoting.ConnectionLimits;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.IoLoops;
import io.quorate.remoting.RemotingServer;
import io.quorate.remoting.RemotingServerConfig;
import java.io.IOException;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A name server in this process. Start once, close once; both from any thread but an I/O loop.
 *
 * <pre>{@code
 * try (NameServer server = new NameServer(NameServerConfig.of(Map.of("listenPort", "0", "kvConfigPath", path)))) {
 *     server.start();
 *     connectTo(server.port());
 * }
 * }</pre>
 */
public final class NameServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NameServer.class);

    private final LiveConfig config;
    private final RouteTable routes = new RouteTable();
    private final FileWork files = new FileWork();
    private final ScheduledExecutorService scans =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "namesrv-scan"));
    private final IoLoops loops;
    private final RemotingServer server;
    private volatile ScheduledFuture<?> scanning;

    /** Reads the key/value file; takes no port yet. */
    public NameServer(NameServerConfig settings) throws ConfigException {
        config = new LiveConfig(settings);
        KvConfigStore keyValues = KvConfigStore.open(settings.kvConfigPath());
        RemotingServerConfig port = RemotingServerConfig.forClients(settings.bindAddress(), settings.listenPort())
                .withLimits(ConnectionLimits.defaults().withIdleCloseSeconds(settings.idleCloseSeconds()))
                .withTls(settings.tls());
        loops = new IoLoops("namesrv-io", settings.ioLoopCount());
        server = new RemotingServer(port, loops, handlers(keyValues));
        logKeysWithoutEffect(settings);
    }

    private static void logKeysWithoutEffect(NameServerConfig settings) {
        SortedSet<String> ignored = new TreeSet<>(settings.keysWithoutEffect());
        ignored.retainAll(ConfigKey.IGNORED);
        if (!ignored.isEmpty()) {
            LOG.info("settings of RocketMQ that have no effect here: {}", ignored);
        }
        SortedSet<String> unknown = new TreeSet<>(settings.keysWithoutEffect());
        unknown.removeAll(ConfigKey.IGNORED);
        if (!unknown.isEmpty()) {
            LOG.warn("unknown settings, ignored: {}", unknown);
        }
    }

    private HandlerTable handlers(KvConfigStore keyValues) {
        HandlerTable.Builder handlers = HandlerTable.builder();
        new RegistrationHandler(routes, keyValues, config, NameServer::nowMillis).addTo(handlers);
        new RouteHandler(routes, keyValues, config, NameServer::nowMillis).addTo(handlers);
        new TopicHandler(routes, config).addTo(handlers);
        new KvConfigHandler(keyValues, files).addTo(handlers);
        new ConfigHandler(config, files).addTo(handlers);
        return handlers.build();
    }

    /** Returns when connections are accepted. Throws, with a sentence for the operator, when the port cannot be had. */
    public void start() throws IOException {
        server.start();
        long intervalMillis = config.current().scanInterval().toMillis();
        scanning =
                scans.scheduleWithFixedDelay(this::dropSilent, intervalMillis, intervalMillis, TimeUnit.MILLISECONDS);
    }

    /** The port listened on, also when any was asked for. */
    public int port() {
        return server.port();
    }

    /** Stops listening, closes all connections, lets begun file changes end; waits a bounded time. Idempotent. */
    @Override
    public void close() {
        if (scanning != null) {
            scanning.cancel(false);
        }
        scans.shutdown();
        server.close();
        files.close();
        loops.close();
    }

    private void dropSilent() {
        try {
            for (Departure silent : routes.expire(nowMillis())) {
                LOG.warn("broker={} address={} left why=silent", silent.brokerName(), silent.address());
                // Whatever else was registered over it goes as well: nobody speaks there any more.
                ((Connection) silent.session()).close();
            }
        } catch (RuntimeException unexpected) {
            // Thrown on, it would end all further scans without a word.
            LOG.error("a scan for silent brokers failed", unexpected);
        }
    }

    private static long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
