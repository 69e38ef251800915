package io.quorate.remoting;

import java.util.function.Consumer;

/**
 * One listening port.
 *
 * @param bindAddress host name or address to listen on
 * @param port 0 for any free one
 * @param connectionsMax further connections are closed as they are accepted
 * @param peers whether this is the port of our own nodes: PROTOSTUFF headers are taken, and a forwarded request's word
 *     on who its client is
 * @param onConnected called for each new connection on its I/O loop, before its first request; must not block
 */
public record RemotingServerConfig(
        String bindAddress,
        int port,
        int connectionsMax,
        ConnectionLimits limits,
        boolean peers,
        TlsConfig tls,
        Consumer<Connection> onConnected) {
    private static final int CONNECTIONS_MAX = 65_536;

    public RemotingServerConfig {
        ConnectionLimits.require("port", port, 0, 65_535);
        ConnectionLimits.require("connectionsMax", connectionsMax, 1, Integer.MAX_VALUE);
    }

    /** A port for clients, with default limits and without TLS. */
    public static RemotingServerConfig forClients(String bindAddress, int port) {
        return new RemotingServerConfig(
                bindAddress,
                port,
                CONNECTIONS_MAX,
                ConnectionLimits.defaults(),
                false,
                TlsConfig.disabled(),
                connection -> {});
    }

    /** A port for our own nodes. */
    public static RemotingServerConfig forPeers(String bindAddress, int port) {
        RemotingServerConfig clients = forClients(bindAddress, port);
        return new RemotingServerConfig(
                bindAddress, port, CONNECTIONS_MAX, clients.limits, true, clients.tls, clients.onConnected);
    }

    public RemotingServerConfig withPort(int newPort) {
        return new RemotingServerConfig(bindAddress, newPort, connectionsMax, limits, peers, tls, onConnected);
    }

    public RemotingServerConfig withConnectionsMax(int max) {
        return new RemotingServerConfig(bindAddress, port, max, limits, peers, tls, onConnected);
    }

    public RemotingServerConfig withLimits(ConnectionLimits newLimits) {
        return new RemotingServerConfig(bindAddress, port, connectionsMax, newLimits, peers, tls, onConnected);
    }

    public RemotingServerConfig withTls(TlsConfig newTls) {
        return new RemotingServerConfig(bindAddress, port, connectionsMax, limits, peers, newTls, onConnected);
    }

    public RemotingServerConfig withOnConnected(Consumer<Connection> listener) {
        return new RemotingServerConfig(bindAddress, port, connectionsMax, limits, peers, tls, listener);
    }
}
