package io.quorate.namesrv;

import io.quorate.protocol.body.DataVersion;
import java.util.Map;

/**
 * One replica's announcement of itself.
 *
 * @param brokerId 0 for the leader, else the follower's own id
 * @param zone null when the broker names none
 * @param expiryMillis how long the announcement holds without another sign of life; positive
 * @param dataVersion carries the Raft term of the sender, see {@link #term()}
 * @param topics all topics, or only the changed ones; used from a leader alone
 */
record Registration(
        String cluster,
        String brokerName,
        long brokerId,
        String address,
        String haServerAddress,
        String zone,
        boolean enableActingMaster,
        long expiryMillis,
        DataVersion dataVersion,
        Map<String, QueueRow> topics) {

    static final long DEFAULT_EXPIRY_MILLIS = 120_000;

    boolean fromLeader() {
        return brokerId == ReplicaGroup.LEADER_ID;
    }

    long term() {
        return dataVersion.stateVersion();
    }
}
