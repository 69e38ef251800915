package io.quorate.remoting;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/** A request that arrived here, until it is answered. Keeps what the answer needs: the command may be sent on. */
final class ServedRequest implements RequestContext {
    /** Names the client on a request forwarded by a peer: {@code ip:port}. */
    static final String FORWARDED_CLIENT = "qClient";

    private final NettyConnection connection;
    private final RemotingCommand request;
    private final int opaque;
    private final boolean oneway;
    private final HeaderType headerType;
    private final AtomicBoolean answered = new AtomicBoolean();

    ServedRequest(NettyConnection connection, RemotingCommand request) {
        this.connection = connection;
        this.request = request;
        this.opaque = request.opaque();
        this.oneway = request.isOneway();
        this.headerType = request.headerType();
    }

    @Override
    public RemotingCommand request() {
        return request;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public InetSocketAddress clientAddress() {
        // Only a peer is believed: anyone else could pass for another client.
        String forwarded = connection.endpoint().peers() ? request.field(FORWARDED_CLIENT) : null;
        InetSocketAddress client = forwarded == null ? null : HostAndPort.ofIp(forwarded);
        return client == null ? connection.remoteAddress() : client;
    }

    @Override
    public void respond(RemotingCommand response) {
        if (!answered.compareAndSet(false, true) || oneway) {
            response.body().release();
            return;
        }
        connection.answer(response.asResponseTo(opaque).headerType(headerType));
    }
}
