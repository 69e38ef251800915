package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import io.quorate.remoting.ExtFields;
import java.util.Optional;

/**
 * Who a replica is, as it says at hello; what must agree, agrees before any Raft message is taken.
 *
 * @param shared fingerprint of the settings all replicas of a group must share, such as the segment size
 */
public record PeerIdentity(String cluster, String group, NodeId node, String shared) {
    private static final String CLUSTER = "cluster";
    private static final String GROUP = "group";
    private static final String NODE = "node";
    private static final String SHARED = "shared";
    private static final String VERSION = "version";

    void writeTo(ExtFields fields) {
        fields.put(CLUSTER, cluster)
                .put(GROUP, group)
                .put(NODE, node.value())
                .put(SHARED, shared)
                .put(VERSION, PeerProtocol.VERSION);
    }

    /** Why a peer that introduces itself like this cannot belong to our group; empty if it can. */
    Optional<String> objectionTo(ExtFields fields) {
        return differs("protocol version", Integer.toString(PeerProtocol.VERSION), fields.get(VERSION))
                .or(() -> differs("cluster", cluster, fields.get(CLUSTER)))
                .or(() -> differs("group", group, fields.get(GROUP)))
                .or(() -> differs("shared settings", shared, fields.get(SHARED)));
    }

    private static Optional<String> differs(String what, String ours, String theirs) {
        return ours.equals(theirs)
                ? Optional.empty()
                : Optional.of(what + " differs: here '" + ours + "', there '" + theirs + "'");
    }

    static Optional<NodeId> nodeOf(ExtFields fields) {
        return fields.find(NODE).filter(name -> !name.isBlank()).map(NodeId::new);
    }
}
