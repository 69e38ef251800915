package io.quorate.broker.config;

import io.quorate.raft.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A replica of the group and where it listens for the others. */
public record Peer(NodeId node, String host, int port) {
    static final int PEERS_MAX = 9; // more voters make every commit slower and no group safer
    private static final String NODE_ID = "[A-Za-z][0-9]{1,9}";
    private static final Pattern PEER = Pattern.compile("(" + NODE_ID + ")-(\\S+):([0-9]{1,5})");
    private static final String FORM = "write id-host:port;id-host:port, ids being one letter and digits, as in ";
    private static final String EXAMPLE = "n0-10.0.0.1:10912;n1-10.0.0.2:10912;n2-10.0.0.3:10912.";

    /** Peers from their text, in its order. */
    static List<Peer> parse(String text) {
        List<Peer> peers = new ArrayList<>();
        Set<NodeId> ids = new TreeSet<>();
        Set<String> addresses = new TreeSet<>();
        for (String part : text.split(";", -1)) {
            if (part.isBlank()) {
                continue;
            }
            Peer peer = one(part.strip(), text);
            ConfigException.require(
                    ids.add(peer.node), ConfigKey.PEERS, text, "the id " + peer.node + " is there twice.");
            ConfigException.require(
                    addresses.add(peer.address()),
                    ConfigKey.PEERS,
                    text,
                    "the address " + peer.address() + " is there twice.");
            peers.add(peer);
        }
        ConfigException.require(!peers.isEmpty(), ConfigKey.PEERS, text, FORM + EXAMPLE);
        ConfigException.require(
                peers.size() <= PEERS_MAX, ConfigKey.PEERS, text, "a group has at most " + PEERS_MAX + " replicas.");
        return List.copyOf(peers);
    }

    private static Peer one(String part, String text) {
        Matcher matcher = PEER.matcher(part);
        ConfigException.require(matcher.matches(), ConfigKey.PEERS, text, FORM + EXAMPLE);
        int port = Integer.parseInt(matcher.group(3));
        ConfigException.require(port >= 1 && port <= 65535, ConfigKey.PEERS, text, "ports go from 1 to 65535.");
        return new Peer(new NodeId(matcher.group(1)), matcher.group(2), port);
    }

    /** Whether a node may be called like this. */
    public static boolean isNodeId(String name) {
        return name.matches(NODE_ID);
    }

    public String address() {
        return host + ":" + port;
    }
}
