package io.quorate.raft.runtime;

/**
 * How snapshots are taken, kept and sent.
 *
 * @param logBytesMax the log's oldest segments are removed as long as it is larger; 0 keeps everything
 * @param lagBytesMax a leader puts that off for followers in contact that still need those segments, until the log is this
 *     large
 * @param sendBytesPerTick of snapshots, to all followers together, so that live traffic keeps its latency
 * @param transfersMax snapshots sent at once; whoever comes later asks again until one has ended
 * @param repeatTicks when an answer to a fetch has not come by then, it is asked for again
 */
public record SnapshotConfig(
        long logBytesMax, long lagBytesMax, int sendBytesPerTick, int transfersMax, int repeatTicks) {
    /** Times {@code logBytesMax}, for followers that lag. */
    private static final int LAG_FACTOR = 2;

    public SnapshotConfig {
        if (logBytesMax < 0
                || lagBytesMax < logBytesMax
                || sendBytesPerTick < 1
                || transfersMax < 1
                || repeatTicks < 1) {
            throw new IllegalArgumentException(
                    "a replica's limits must be positive, and lagBytesMax at least logBytesMax:"
                            + " logBytesMax=" + logBytesMax + " lagBytesMax=" + lagBytesMax + " sendBytesPerTick="
                            + sendBytesPerTick + " transfersMax=" + transfersMax + " repeatTicks=" + repeatTicks);
        }
    }

    /** With up to 50 MB/s for snapshots, and an unanswered fetch repeated after a second. */
    public static SnapshotConfig of(long logBytesMax, int tickMillis) {
        return new SnapshotConfig(
                logBytesMax,
                LAG_FACTOR * logBytesMax,
                Math.max(1, 50_000 * tickMillis),
                2,
                Math.max(1, 1000 / tickMillis));
    }
}
