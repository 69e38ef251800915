package io.quorate.raft.runtime;

/**
 * How the log on the disk is looked after.
 *
 * @param bytesPerTick read and checked, so that live traffic keeps its latency; 0: nothing is read on purpose, and only what
 *     others found damaged is mended
 * @param pieceBytes read in one step, unless an entry is longer: so long a flush may have to wait
 * @param chunkBytes sent to a peer that asks for entries, unless one is longer
 * @param roundTicks from the beginning of one round through the log to that of the next
 * @param retryTicks instead, when something damaged could not be had from any peer
 * @param repeatTicks when a peer has not answered by then, the next one is asked
 */
public record ScrubConfig(
        int bytesPerTick, int pieceBytes, int chunkBytes, int roundTicks, int retryTicks, int repeatTicks) {
    public ScrubConfig {
        if (bytesPerTick < 0
                || pieceBytes < 1
                || chunkBytes < 1
                || roundTicks < 1
                || retryTicks < 1
                || repeatTicks < 1) {
            throw new IllegalArgumentException("the limits of scrubbing must be positive: bytesPerTick=" + bytesPerTick
                    + " pieceBytes=" + pieceBytes + " chunkBytes=" + chunkBytes + " roundTicks=" + roundTicks
                    + " retryTicks=" + retryTicks + " repeatTicks=" + repeatTicks);
        }
    }

    /** As a broker's configuration says it. Tried again after a minute where no peer could help. */
    public static ScrubConfig of(long bytesPerSecond, int intervalMinutes, int tickMillis) {
        long bytesPerTick = (bytesPerSecond * tickMillis + 999) / 1000;
        return new ScrubConfig(
                (int) Math.min(Integer.MAX_VALUE, bytesPerTick),
                128 << 10,
                256 << 10,
                (int) Math.max(1, Math.min(Integer.MAX_VALUE, intervalMinutes * 60_000L / tickMillis)),
                60_000 / tickMillis,
                Math.max(1, 1000 / tickMillis));
    }
}
