package io.quorate.simulation.world;

import io.quorate.raft.NodeId;
import io.quorate.raft.RaftConfig;
import io.quorate.raft.runtime.ReplicaConfig;
import io.quorate.raft.runtime.ScrubConfig;
import io.quorate.raft.runtime.SnapshotConfig;

/**
 * What the replicas run with: their own limits, small, so that every limit is reached.
 *
 * @param lagMeanMicros between an input and the turn of the loop that handles it; 0: at once, one by one
 */
public record ReplicaOptions(
        int tickMillis,
        int electionTicks,
        int heartbeatTicks,
        int lostLeaderTicks,
        int appendBytesMax,
        int inflightRequestsMax,
        int inflightBytesMax,
        int packBytesMax,
        int packEarlyBytes,
        int pendingBytesMax,
        int applyBytesMax,
        int watermarkTicks,
        int leaderlessTicksMax,
        long lagMeanMicros,
        SnapshotConfig snapshots,
        ScrubConfig scrub) {
    public static ReplicaOptions draw(Chance chance, int segmentBytes) {
        int heartbeatTicks = chance.between(1, 4);
        return new ReplicaOptions(
                (int) chance.logBetween(10, 40),
                3 * heartbeatTicks + chance.between(2, 12),
                heartbeatTicks,
                chance.between(1, 5),
                (int) chance.logBetween(300, 8_000),
                chance.between(1, 16),
                (int) chance.logBetween(500, 32_000),
                (int) chance.logBetween(300, DiskOptions.ENTRY_BYTES_LEAST - 100),
                (int) chance.logBetween(200, 2_000),
                (int) chance.logBetween(4_000, 64_000),
                (int) chance.logBetween(500, 16_000),
                chance.between(1, 10),
                chance.between(10, 50),
                chance.coin() ? 0 : chance.logBetween(50, 3_000),
                drawSnapshots(chance, segmentBytes),
                drawScrub(chance));
    }

    /** Fast, for there is little time: damage of the first half of a run is to be mended at its end. */
    private static ScrubConfig drawScrub(Chance chance) {
        return new ScrubConfig(
                (int) chance.logBetween(1_000, 20_000),
                (int) chance.logBetween(200, 8_000),
                (int) chance.logBetween(200, 8_000),
                chance.between(10, 60),
                chance.between(5, 20),
                chance.between(2, 20));
    }

    /** A log of a few segments, so that it loses its oldest often; or one that keeps everything. */
    private static SnapshotConfig drawSnapshots(Chance chance, int segmentBytes) {
        long logBytesMax = chance.percent(40) ? 0 : segmentBytes * chance.logBetween(1, 8);
        return new SnapshotConfig(
                logBytesMax,
                logBytesMax * chance.between(1, 3),
                (int) chance.logBetween(300, 20_000),
                chance.between(1, 2),
                chance.between(2, 20));
    }

    ReplicaConfig configOf(NodeId self, long storageId) {
        RaftConfig raft = new RaftConfig(
                self,
                storageId,
                electionTicks,
                heartbeatTicks,
                lostLeaderTicks,
                appendBytesMax,
                inflightRequestsMax,
                inflightBytesMax);
        return new ReplicaConfig(
                raft,
                tickMillis,
                packBytesMax,
                packEarlyBytes,
                pendingBytesMax,
                applyBytesMax,
                watermarkTicks,
                leaderlessTicksMax,
                snapshots,
                scrub);
    }

    long electionMicros() {
        return 1000L * electionTicks * tickMillis;
    }
}
