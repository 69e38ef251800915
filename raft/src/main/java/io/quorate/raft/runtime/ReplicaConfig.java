package io.quorate.raft.runtime;

import io.quorate.raft.RaftConfig;

/**
 * What one replica runs with.
 *
 * @param tickMillis length of a tick
 * @param packBytesMax records packed into one entry, unless a single proposal is larger
 * @param packEarlyBytes so much waiting is packed at once; less waits for the flush under way to return (group commit)
 * @param pendingBytesMax proposals waiting or appended and not yet applied; more are refused as overload
 * @param applyBytesMax entries applied in one turn of the loop, so that a long replay starves no heartbeat
 * @param watermarkTicks how far the flushed watermark on disk may lag behind, in ticks
 * @param leaderlessTicksMax how long proposals wait for a leader to show before they are given back
 * @param snapshots how they are taken, kept and sent
 * @param scrub how damage to the log on the disk is looked for and mended
 */
public record ReplicaConfig(
        RaftConfig raft,
        int tickMillis,
        int packBytesMax,
        int packEarlyBytes,
        long pendingBytesMax,
        long applyBytesMax,
        int watermarkTicks,
        int leaderlessTicksMax,
        SnapshotConfig snapshots,
        ScrubConfig scrub) {
    private static final long SCRUB_BYTES_PER_SECOND = 10_000_000; // unless said otherwise
    private static final int SCRUB_INTERVAL_MINUTES = 60;

    public ReplicaConfig {
        if (tickMillis < 1 || packBytesMax < 1 || pendingBytesMax < 1 || applyBytesMax < 1 || watermarkTicks < 1) {
            throw new IllegalArgumentException("a replica's limits must be positive: tickMillis=" + tickMillis
                    + " packBytesMax=" + packBytesMax + " pendingBytesMax=" + pendingBytesMax + " applyBytesMax="
                    + applyBytesMax + " watermarkTicks=" + watermarkTicks);
        }
    }

    /** Without limits for the log's length. */
    public ReplicaConfig(
            RaftConfig raft,
            int tickMillis,
            int packBytesMax,
            int packEarlyBytes,
            long pendingBytesMax,
            long applyBytesMax,
            int watermarkTicks,
            int leaderlessTicksMax) {
        this(
                raft,
                tickMillis,
                packBytesMax,
                packEarlyBytes,
                pendingBytesMax,
                applyBytesMax,
                watermarkTicks,
                leaderlessTicksMax,
                SnapshotConfig.of(0, tickMillis),
                ScrubConfig.of(SCRUB_BYTES_PER_SECOND, SCRUB_INTERVAL_MINUTES, tickMillis));
    }

    /** With the limits that serve a broker of about 1 GB heap. */
    public static ReplicaConfig of(RaftConfig raft, int tickMillis) {
        return new ReplicaConfig(
                raft,
                tickMillis,
                1 << 20,
                128 << 10,
                64L << 20,
                4L << 20,
                Math.max(1, 50 / tickMillis),
                1000 / tickMillis);
    }

    public ReplicaConfig withSnapshots(SnapshotConfig changed) {
        return with(changed, scrub);
    }

    public ReplicaConfig withScrub(ScrubConfig changed) {
        return with(snapshots, changed);
    }

    private ReplicaConfig with(SnapshotConfig changedSnapshots, ScrubConfig changedScrub) {
        return new ReplicaConfig(
                raft,
                tickMillis,
                packBytesMax,
                packEarlyBytes,
                pendingBytesMax,
                applyBytesMax,
                watermarkTicks,
                leaderlessTicksMax,
                changedSnapshots,
                changedScrub);
    }
}
