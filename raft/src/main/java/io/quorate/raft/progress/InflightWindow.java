package io.quorate.raft.progress;

/**
 * The append requests on their way to one follower, oldest first. Full when their number or their bytes reach the bound:
 * then nothing more is sent to that follower until it answers.
 */
final class InflightWindow {
    private final long[] lastIndexes;
    private final long[] lengthsBytes;
    private final long bytesMax;
    private int first;
    private int count;
    private long bytes;

    InflightWindow(int requestsMax, long bytesMax) {
        this.lastIndexes = new long[requestsMax];
        this.lengthsBytes = new long[requestsMax];
        this.bytesMax = bytesMax;
    }

    boolean isFull() {
        return count == lastIndexes.length || bytes >= bytesMax;
    }

    int count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    void add(long lastIndex, long lengthBytes) {
        int at = (first + count) % lastIndexes.length;
        lastIndexes[at] = lastIndex;
        lengthsBytes[at] = lengthBytes;
        count++;
        bytes += lengthBytes;
    }

    /** Forgets what ends at or before {@code index}: it arrived. */
    void releaseUpTo(long index) {
        while (count > 0 && lastIndexes[first] <= index) {
            bytes -= lengthsBytes[first];
            first = (first + 1) % lastIndexes.length;
            count--;
        }
    }

    void clear() {
        first = 0;
        count = 0;
        bytes = 0;
    }
}
