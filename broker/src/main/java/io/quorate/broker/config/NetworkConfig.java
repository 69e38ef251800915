package io.quorate.broker.config;

import static io.quorate.broker.config.ConfigException.require;
import static io.quorate.broker.config.ConfigException.requireRange;

/**
 * Where this node listens and what it tells clients.
 *
 * @param advertisedHost host that clients are told, and that is written into message ids
 * @param peerPort port for the other replicas
 * @param idleSecondsMax a client connection without traffic for this long is closed
 */
public record NetworkConfig(
        String advertisedHost,
        String bindAddress,
        int listenPort,
        boolean vipPortEnabled,
        int peerPort,
        int idleSecondsMax) {
    private static final int VIP_DISTANCE = 2;

    public NetworkConfig {
        require(
                !advertisedHost.isBlank() && !advertisedHost.contains("/"),
                ConfigKey.ADVERTISED_HOST,
                advertisedHost,
                "give the address clients reach this node at.");
        requireRange(ConfigKey.LISTEN_PORT, listenPort, VIP_DISTANCE + 1, 65534);
        require(
                peerPort != listenPort && (!vipPortEnabled || peerPort != listenPort - VIP_DISTANCE),
                ConfigKey.PEERS,
                peerPort,
                "this node's peer port must differ from " + ConfigKey.LISTEN_PORT.keyName() + " and from the VIP port ("
                        + ConfigKey.LISTEN_PORT.keyName() + " - " + VIP_DISTANCE + ").");
        requireRange(ConfigKey.IDLE_SECONDS_MAX, idleSecondsMax, 1, 86400);
    }

    public int vipPort() {
        return listenPort - VIP_DISTANCE;
    }

    /** "host:port" for clients. */
    public String advertisedAddress() {
        return advertisedHost + ":" + listenPort;
    }
}
