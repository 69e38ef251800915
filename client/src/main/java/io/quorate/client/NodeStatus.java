package io.quorate.client;

import java.util.Optional;

/**
 * What one node says of itself.
 *
 * @param node its id, "n1"
 * @param group its replica group, the broker name
 * @param role FOLLOWER, PRE_CANDIDATE, CANDIDATE or LEADER
 * @param leader the node it takes for the leader
 * @param address where it serves clients, "ip:port"
 * @param peerAddress where it serves its peers
 * @param endPosition first byte position after its last entry
 * @param pid of its process
 */
public record NodeStatus(
        String node,
        String group,
        String cluster,
        String role,
        long term,
        Optional<String> leader,
        String address,
        String peerAddress,
        long lastIndex,
        long flushedIndex,
        long committedIndex,
        long appliedIndex,
        long endPosition,
        long pid) {
    /** Our own request code for it. */
    public static final int REQUEST_CODE = 21001;

    public boolean isLeader() {
        return role.equals("LEADER");
    }
}
