package io.quorate.namesrv;

import io.quorate.protocol.body.BrokerData;
import java.util.SortedMap;

/**
 * A replica group as it was when asked for: read-only.
 *
 * @param zone null when its brokers named none
 * @param addresses "ip:port" by broker id; 0 is the leader and may be missing
 */
record GroupView(
        String brokerName, String cluster, String zone, boolean enableActingMaster, SortedMap<Long, String> addresses) {

    boolean hasLeader() {
        return addresses.containsKey(ReplicaGroup.LEADER_ID);
    }

    BrokerData toBody() {
        return new BrokerData(cluster, brokerName, addresses, enableActingMaster);
    }

    /** The leader's address, or any follower's while there is none. */
    String anyAddress() {
        return addresses.get(addresses.firstKey());
    }
}
