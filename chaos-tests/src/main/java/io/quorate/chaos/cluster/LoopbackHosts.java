package io.quorate.chaos.cluster;

import io.quorate.chaos.Ports;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** All on this machine's loopback, at free ports. Its network cannot be disturbed. */
public final class LoopbackHosts implements Hosts {
    private final Map<String, Integer> ports = new HashMap<>();

    public LoopbackHosts(List<String> nodes, Random random) {
        int base = Ports.freeBase(random, nodes.size() + 1);
        ports.put(NAMESRV, base);
        for (int i = 0; i < nodes.size(); i++) {
            ports.put(nodes.get(i), base + (i + 1) * Ports.NODE_STRIDE);
        }
    }

    @Override
    public String ip(String host) {
        return "127.0.0.1";
    }

    @Override
    public int port(String host) {
        return ports.get(host);
    }

    @Override
    public boolean hasNetwork() {
        return false;
    }

    @Override
    public void disturb(List<LinkRule> rules) {
        if (!rules.isEmpty()) {
            throw new UnsupportedOperationException("loopback cannot be cut");
        }
    }

    @Override
    public List<Long> disturbedPackets() {
        return List.of();
    }

    @Override
    public void close() {
        // Nothing was made.
    }
}
