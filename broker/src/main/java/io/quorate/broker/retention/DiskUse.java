package io.quorate.broker.retention;

/** How full a file system is. As {@code df} counts, what only the administrator may use is in neither. */
public record DiskUse(long usedBytes, long usableBytes) {
    public long totalBytes() {
        return usedBytes + usableBytes;
    }

    /** 0 to 1. */
    public double ratio() {
        return totalBytes() == 0 ? 0 : (double) usedBytes / totalBytes();
    }

    public boolean isAbove(int percent) {
        return usedBytes > bytesOf(percent);
    }

    /** Bytes to be freed to be no longer above. */
    public long bytesAbove(int percent) {
        return Math.max(0, usedBytes - bytesOf(percent));
    }

    private long bytesOf(int percent) {
        return totalBytes() / 100 * percent;
    }

    @Override
    public String toString() {
        return Math.round(100 * ratio()) + "% full (" + usedBytes + " of " + totalBytes() + " bytes)";
    }
}
