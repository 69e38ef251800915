package io.quorate.raft;

/**
 * What one replica's consensus runs with. Times are in ticks of the caller's clock.
 *
 * @param storageId which disk this replica remembers its promises on; a membership names both
 * @param electionTicks a follower that hears no leader for this long, plus a random share of as much again, asks for a
 *     pre-vote; a leader that hears no majority for this long steps down
 * @param heartbeatTicks how often a leader shows that it is there; well below {@code electionTicks}
 * @param lostLeaderTicks bound of the random wait before the pre-vote when the leader's connection broke
 * @param appendBytesMax most bytes of entries in one append request, unless a single entry is larger
 * @param inflightRequestsMax append requests on their way to one follower; more wait in the log
 * @param inflightBytesMax bytes on their way to one follower; more wait in the log
 * @param leadership who leads, and when somebody else should
 */
public record RaftConfig(
        NodeId self,
        long storageId,
        int electionTicks,
        int heartbeatTicks,
        int lostLeaderTicks,
        int appendBytesMax,
        int inflightRequestsMax,
        long inflightBytesMax,
        LeadershipConfig leadership) {
    public RaftConfig {
        require(storageId != 0, "the storage of " + self + " needs an id");
        require(heartbeatTicks >= 1, "heartbeatTicks=" + heartbeatTicks + " must be at least 1");
        require(
                electionTicks >= 3 * heartbeatTicks,
                "electionTicks=" + electionTicks + " must be at least three heartbeats of " + heartbeatTicks);
        require(lostLeaderTicks >= 1, "lostLeaderTicks=" + lostLeaderTicks + " must be at least 1");
        require(appendBytesMax >= 1, "appendBytesMax=" + appendBytesMax + " must be positive");
        require(inflightRequestsMax >= 1, "inflightRequestsMax=" + inflightRequestsMax + " must be at least 1");
        require(inflightBytesMax >= 1, "inflightBytesMax=" + inflightBytesMax + " must be positive");
        int leaseTicksMax = LeadershipConfig.leaseTicksMax(electionTicks, leadership.clockDriftPercentMax());
        require(
                leadership.leaseTicks() <= leaseTicksMax,
                "leaseTicks=" + leadership.leaseTicks() + " must be at most " + leaseTicksMax
                        + ": an election timeout of " + electionTicks + " less a clock drift of "
                        + leadership.clockDriftPercentMax() + " %");
    }

    /** With no preferred leader and no leases. */
    public RaftConfig(
            NodeId self,
            long storageId,
            int electionTicks,
            int heartbeatTicks,
            int lostLeaderTicks,
            int appendBytesMax,
            int inflightRequestsMax,
            long inflightBytesMax) {
        this(
                self,
                storageId,
                electionTicks,
                heartbeatTicks,
                lostLeaderTicks,
                appendBytesMax,
                inflightRequestsMax,
                inflightBytesMax,
                LeadershipConfig.of(electionTicks));
    }

    /** With the limits that serve a local network; times as given. */
    public static RaftConfig of(NodeId self, long storageId, int electionTicks, int heartbeatTicks) {
        return new RaftConfig(self, storageId, electionTicks, heartbeatTicks, 5, 1 << 20, 256, 32L << 20);
    }

    public RaftConfig withLeadership(LeadershipConfig newLeadership) {
        return new RaftConfig(
                self,
                storageId,
                electionTicks,
                heartbeatTicks,
                lostLeaderTicks,
                appendBytesMax,
                inflightRequestsMax,
                inflightBytesMax,
                newLeadership);
    }

    static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
