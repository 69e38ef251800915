package io.quorate.raft;

/**
 * Notices that this replica's own disk has stopped: something waits for it, and for long nothing has come of it (gray
 * failure: the process lives and answers, but can promise nothing). Caller's thread only.
 */
final class FlushWatch {
    private final int stallTicks;
    private int waitedTicks;

    FlushWatch(int stallTicks) {
        this.stallTicks = stallTicks;
    }

    /** @param waits whether anything waits for the disk now */
    void tick(boolean waits) {
        waitedTicks = waits ? waitedTicks + 1 : 0;
    }

    /** Something reached the disk: slow is not dead. */
    void progressed() {
        waitedTicks = 0;
    }

    /** How long something has been waiting while nothing was flushed. */
    int waitedTicks() {
        return waitedTicks;
    }

    boolean isStalled() {
        return waitedTicks >= stallTicks;
    }
}
