package io.quorate.remoting;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.quorate.remoting.RemotingException.Reason;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests to addresses ({@code host:port}), over one connection each that is made when first needed. Serves what
 * the other side asks on the same connection. Every method may be called from any thread and returns at once; every
 * failure is a {@link RemotingException} in the future. A request's body is released here, whatever comes of it.
 *
 * <p>Requests one thread sends to one address leave in that order.
 */
// Every ignored future is one a listener was just added to.
@SuppressWarnings("FutureReturnValueIgnored")
public final class RemotingClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RemotingClient.class);

    private final RemotingClientConfig config;
    private final IoLoops loops;
    private final Endpoint endpoint;
    private final Optional<SslContext> tls;
    private final Map<String, AddressSlot> slots = new ConcurrentHashMap<>();
    private final List<Consumer<String>> closeListeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** @param serverRequests serves the requests that arrive on this client's connections */
    public RemotingClient(RemotingClientConfig config, IoLoops loops, HandlerTable serverRequests) {
        this.config = config;
        this.loops = loops;
        this.tls = config.tlsTrustPath().map(TlsConfig::clientContext);
        HeaderType headerType = config.headerType();
        boolean peers = headerType == HeaderType.PROTOSTUFF;
        this.endpoint =
                new Endpoint("client", config.limits(), serverRequests, headerType, peers, false, connection -> {});
    }

    /** As {@link Connection#invoke}; the timeout includes connecting. */
    public CompletableFuture<RemotingCommand> invoke(String address, RemotingCommand request, Duration timeout) {
        AddressSlot slot = slots.get(address);
        NettyConnection open = slot == null ? null : slot.open();
        if (open != null) {
            return open.invoke(request, timeout);
        }
        try {
            DeferredCall call = new DeferredCall(request, timeout, loops.group().next());
            await(address, call);
            return call;
        } catch (RejectedExecutionException e) {
            request.body().release();
            return CompletableFuture.failedFuture(
                    new RemotingException(Reason.SHUT_DOWN, "the I/O loops are shut down", e));
        }
    }

    /** As {@link Connection#invokeOneway}. */
    public CompletableFuture<Void> invokeOneway(String address, RemotingCommand request) {
        AddressSlot slot = slots.get(address);
        NettyConnection open = slot == null ? null : slot.open();
        if (open != null) {
            return open.invokeOneway(request);
        }
        CompletableFuture<Void> written = new CompletableFuture<>();
        connection(address).whenComplete((connection, failure) -> {
            if (failure == null) {
                relay(connection.invokeOneway(request), written);
            } else {
                request.body().release();
                written.completeExceptionally(failure);
            }
        });
        return written;
    }

    /** The connection to the address, made if there is none; callers at the same time share one attempt. */
    public CompletableFuture<Connection> connect(String address) {
        CompletableFuture<Connection> result = new CompletableFuture<>();
        relay(connection(address), result);
        return result;
    }

    /** Calls the listener, on an I/O loop, with the address of each connection that closes, whoever closed it. */
    public void onConnectionClosed(Consumer<String> listener) {
        closeListeners.add(listener);
    }

    /** Closes all connections; what is under way or comes later fails with SHUT_DOWN. Idempotent. */
    @Override
    public void close() {
        closed = true;
        slots.values().forEach(AddressSlot::shutDown);
    }

    private CompletableFuture<NettyConnection> connection(String address) {
        CompletableFuture<NettyConnection> result = new CompletableFuture<>();
        await(address, new AddressSlot.Waiter() {
            @Override
            public void connected(NettyConnection connection) {
                result.complete(connection);
            }

            @Override
            public void failed(RemotingException why) {
                result.completeExceptionally(why);
            }
        });
        return result;
    }

    private void await(String address, AddressSlot.Waiter waiter) {
        AddressSlot slot = slots.get(address);
        if (slot == null && slots.size() >= config.addressesMax()) {
            slots.values().removeIf(AddressSlot::isAbsent);
            if (slots.size() >= config.addressesMax()) {
                waiter.failed(new RemotingException(
                        Reason.CONNECT_FAILED, "not connecting to " + address + ": " + slots.size() + " are open"));
                return;
            }
        }
        if (slot == null) {
            slot = slots.computeIfAbsent(address, this::newSlot);
        }
        if (closed) {
            slot.shutDown();
        }
        if (slot.await(waiter)) {
            startConnect(slot);
        }
    }

    private AddressSlot newSlot(String address) {
        return new AddressSlot(address, config.limits().callsInFlightMax(), config.retryBackoffMillisMax());
    }

    private void startConnect(AddressSlot slot) {
        HostAndPort.resolve(slot.address()).whenComplete((address, failure) -> {
            if (failure != null) {
                slot.failed(failure.getMessage());
                return;
            }
            if (address.isUnresolved()) {
                slot.failed("no host of that name is known");
                return;
            }
            try {
                startConnect(slot, address);
            } catch (RejectedExecutionException e) {
                slot.failed("the I/O loops are shut down");
            }
        });
    }

    private void startConnect(AddressSlot slot, InetSocketAddress address) {
        ConnectionInitializer initializer = new ConnectionInitializer(endpoint);
        Bootstrap bootstrap = new Bootstrap()
                .group(loops.group())
                .channel(loops.channelType())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, config.connectTimeoutMillis())
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        RemotingServer.waterMark(config.limits().writeHighWaterBytes()))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        tls.ifPresent(
                                context -> channel.pipeline().addLast("tls", context.newHandler(channel.alloc())));
                        channel.pipeline().addLast(initializer);
                    }
                });
        loops.limitUnconfirmed(bootstrap, config.unconfirmedMillisMax());
        bootstrap.connect(address).addListener((ChannelFuture attempt) -> {
            if (attempt.isSuccess()) {
                afterHandshake(slot, attempt.channel());
            } else {
                slot.failed(attempt.cause().getMessage());
            }
        });
    }

    private void afterHandshake(AddressSlot slot, Channel channel) {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (handler == null) {
            opened(slot, channel);
            return;
        }
        handler.handshakeFuture().addListener(handshake -> {
            if (handshake.isSuccess()) {
                opened(slot, channel);
            } else {
                slot.failed("TLS handshake: " + handshake.cause().getMessage());
            }
        });
    }

    private void opened(AddressSlot slot, Channel channel) {
        NettyConnection connection = channel.pipeline().get(NettyConnection.class);
        if (connection == null) {
            slot.failed("the connection closed at once");
            return;
        }
        connection.onClose(() -> {
            slot.closed(connection);
            closeListeners.forEach(listener -> listener.accept(slot.address()));
            LOG.debug("disconnected from {}", slot.address());
        });
        slot.connected(connection);
        LOG.debug("connected to {}", slot.address());
    }

    static <T> void relay(CompletableFuture<? extends T> from, CompletableFuture<T> to) {
        from.whenComplete((value, failure) -> {
            if (failure == null) {
                to.complete(value);
            } else {
                to.completeExceptionally(failure);
            }
        });
    }
}
