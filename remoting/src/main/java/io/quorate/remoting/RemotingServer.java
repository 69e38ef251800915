package io.quorate.remoting;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on one port and serves what comes in by a table of handlers. Start once; from any thread. */
// Netty reports what became of a write or close as an event of the channel, too; its futures say nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
public final class RemotingServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RemotingServer.class);

    private static final int ACCEPT_BACKLOG_MAX = 1024;
    private static final int CLOSE_MILLIS_MAX = 5_000;

    private final RemotingServerConfig config;
    private final IoLoops loops;
    private final Endpoint endpoint;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private volatile Channel listening;

    public RemotingServer(RemotingServerConfig config, IoLoops loops, HandlerTable handlers) {
        this.config = config;
        this.loops = loops;
        this.endpoint = new Endpoint(
                "port " + config.port(),
                config.limits(),
                handlers,
                config.peers() ? HeaderType.PROTOSTUFF : HeaderType.JSON,
                config.peers(),
                true,
                config.onConnected());
    }

    /** Returns when connections are accepted. Throws, with a sentence for the operator, when the port cannot be had. */
    public void start() throws IOException {
        Optional<SslContext> tls = config.tls().serverContext();
        int highWaterBytes = config.limits().writeHighWaterBytes();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannelType())
                .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG_MAX)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark(highWaterBytes))
                .childHandler(new Acceptor(tls));
        ChannelFuture bound =
                bootstrap.bind(config.bindAddress(), config.port()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + config.bindAddress() + ":" + config.port() + " ("
                            + bound.cause().getMessage() + "); stop what has the port, or configure another",
                    bound.cause());
        }
        listening = bound.channel();
        LOG.info(
                "listening on {} peers={} tls={}",
                listening.localAddress(),
                config.peers(),
                config.tls().mode());
    }

    /** The port listened on, also when any was asked for. Known once started. */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Stops listening and closes all connections; waits for it a bounded time, unless on an I/O loop. Idempotent. */
    @Override
    public void close() {
        if (listening == null) {
            return;
        }
        ChannelFuture stopped = listening.close();
        var closed = connections.close();
        if (!isOnLoop()) {
            stopped.awaitUninterruptibly(CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS);
            closed.awaitUninterruptibly(CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS);
        }
    }

    static WriteBufferWaterMark waterMark(int highWaterBytes) {
        return new WriteBufferWaterMark(highWaterBytes / 2, highWaterBytes);
    }

    private boolean isOnLoop() {
        for (var loop : loops.group()) {
            if (loop.inEventLoop()) {
                return true;
            }
        }
        return false;
    }

    /** Sets an accepted channel up. */
    private final class Acceptor extends ChannelInitializer<Channel> {
        private final Optional<SslContext> tls;
        private final ConnectionInitializer initializer = new ConnectionInitializer(endpoint);

        Acceptor(Optional<SslContext> tls) {
            this.tls = tls;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (connections.size() >= config.connectionsMax()) {
                LOG.warn(
                        "{}: closed the connection of {}: {} are open already",
                        endpoint.name(),
                        channel.remoteAddress(),
                        config.connectionsMax());
                channel.close();
                return;
            }
            connections.add(channel);
            boolean plainAllowed = config.tls().mode() != TlsMode.ENFORCING;
            tls.ifPresent(
                    context -> channel.pipeline().addLast(new TlsDetector(endpoint.name(), context, plainAllowed)));
            channel.pipeline().addLast(initializer);
        }
    }
}
