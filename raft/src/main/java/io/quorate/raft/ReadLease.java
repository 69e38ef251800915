package io.quorate.raft;

/**
 * How long a leader may read without asking anew (Raft dissertation §6.4.1). A majority that answered a round has promised
 * to elect nobody for an election timeout after it heard of that round, which was after the round was sent: so the lease
 * counts from there, and is shorter by what clocks may differ. It is given up for good once a transfer was started, since
 * that election breaks the promise.
 */
final class ReadLease {
    private final int leaseTicks;
    private long clockTicks;
    private long sentTicks; // when the round under way was sent
    private long endsTicks; // Invariant: at most leaseTicks after a round was sent that a majority confirmed
    private boolean surrendered;

    ReadLease(int leaseTicks) {
        this.leaseTicks = leaseTicks;
    }

    /** Time went by, be it that this replica was asleep meanwhile. */
    void passed(int ticks) {
        clockTicks += ticks;
    }

    void roundBegins() {
        sentTicks = clockTicks;
    }

    void roundConfirmed() {
        endsTicks = sentTicks + leaseTicks;
    }

    void surrender() {
        surrendered = true;
    }

    boolean isHeld() {
        return !surrendered && clockTicks < endsTicks;
    }
}
