package io.quorate.client;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The replicas of one broker name, as name servers know them.
 *
 * @param addresses broker id to "ip:port"; 0 is the leader, if there is one
 */
public record ReplicaGroup(String brokerName, String cluster, SortedMap<Long, String> addresses) {
    private static final long LEADER_ID = 0;

    public ReplicaGroup {
        addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
    }

    public Optional<String> leader() {
        return Optional.ofNullable(addresses.get(LEADER_ID));
    }

    /** All addresses, the leader's first. */
    public List<String> leaderFirst() {
        return List.copyOf(addresses.values());
    }
}
