package io.quorate.raft.progress;

/**
 * What a leader knows of one follower. Two ways of sending: while the point of agreement is not known, one request at a
 * time (probing); after that, one request after the other without waiting for answers (replicating). A third state sends
 * nothing: the follower lacks entries the leader cannot send any more, and is offered a snapshot instead.
 */
public final class Progress {
    /** How requests are sent. */
    public enum State {
        PROBING,
        REPLICATING,
        SNAPSHOT
    }

    private final InflightWindow inflight;
    private State state = State.PROBING;
    private boolean probeSent;
    private boolean active;
    private boolean wasActive;
    private int silentTicks = Integer.MAX_VALUE; // since it was heard; the largest: not over this connection
    private int priority;
    private long flushedIndex;
    private long nextIndex;
    private long sentCommittedIndex;
    private long countedFromRound;
    private long repairId;
    private boolean repairing;

    public Progress(long nextIndex, int inflightRequestsMax, long inflightBytesMax) {
        this.nextIndex = nextIndex;
        this.inflight = new InflightWindow(inflightRequestsMax, inflightBytesMax);
    }

    /** Agreed and on the follower's disk up to here. Invariant: below {@link #nextIndex()}; only {@link #forget} lowers it. */
    public long flushedIndex() {
        return flushedIndex;
    }

    /** First entry not yet sent. */
    public long nextIndex() {
        return nextIndex;
    }

    public State state() {
        return state;
    }

    public int inflightRequests() {
        return inflight.count();
    }

    public long inflightBytes() {
        return inflight.bytes();
    }

    /** Whether entries may be sent now. */
    public boolean maySend() {
        return switch (state) {
            case PROBING -> !probeSent;
            case REPLICATING -> !inflight.isFull();
            case SNAPSHOT -> false;
        };
    }

    /** Entries up to {@code lastIndex} were sent. */
    public void sent(long lastIndex, long lengthBytes) {
        if (state == State.PROBING) {
            probeSent = true;
        } else {
            nextIndex = lastIndex + 1;
            inflight.add(lastIndex, lengthBytes);
        }
    }

    /**
     * The follower agrees up to {@code matchedIndex} and has flushed up to {@code flushed}.
     *
     * @return whether that was news
     */
    public boolean accepted(long matchedIndex, long flushed) {
        boolean news = flushed > flushedIndex;
        flushedIndex = Math.max(flushedIndex, flushed);
        nextIndex = Math.max(nextIndex, Math.max(matchedIndex, flushedIndex) + 1);
        inflight.releaseUpTo(flushedIndex);
        if (state == State.PROBING) {
            // It agrees at matchedIndex at least: send on from there, without waiting from now on.
            nextIndex = Math.max(matchedIndex, flushedIndex) + 1;
            state = State.REPLICATING;
            inflight.clear();
        }
        return news;
    }

    /** The follower lacks entries that the leader no longer has. What is on its way to it says nothing. */
    public void awaitSnapshot() {
        state = State.SNAPSHOT;
        inflight.clear();
    }

    /** The follower has all that a snapshot would bring: send on from {@link #nextIndex()}. */
    public void snapshotArrived() {
        state = State.REPLICATING;
        inflight.clear();
    }

    /** What the follower lacks can be sent after all: where the logs agree is looked for from {@link #nextIndex()} on. */
    public void probeAgain() {
        probeFrom(nextIndex);
    }

    /** The follower lacks {@code rejectedIndex}; the logs may agree at {@code agreedIndexMax}. False if that is stale. */
    public boolean rejected(long rejectedIndex, long agreedIndexMax) {
        boolean stale = switch (state) {
            case PROBING -> rejectedIndex != nextIndex - 1;
            case REPLICATING -> rejectedIndex <= flushedIndex;
            case SNAPSHOT -> true; // no request was sent since: an offer is never rejected
        };
        if (stale) {
            return false;
        }
        long next = Math.min(rejectedIndex, agreedIndexMax + 1);
        probeFrom(Math.max(next, flushedIndex + 1));
        return true;
    }

    /**
     * The follower lost entries, and says so for the first time by this question: what it acknowledged counts no more, nor
     * what of that is still on its way, until it answers a request of {@code fromRound} or later.
     *
     * @param lastIndex its log may agree with ours up to here
     */
    public void forget(long questionId, long lastIndex, long fromRound) {
        repairId = questionId;
        countedFromRound = fromRound;
        flushedIndex = 0;
        probeFrom(lastIndex + 1);
    }

    /** The last question by which {@link #forget} was called for; 0 if never. */
    public long repairId() {
        return repairId;
    }

    /** Whether an answer to a request of this round says something about what the follower has now. */
    public boolean counts(long round) {
        return round >= countedFromRound;
    }

    /** As it said last. */
    public void repairing(boolean told) {
        repairing = told;
    }

    /** Whether it lost entries and may not have got them back: it neither votes nor leads. */
    public boolean isRepairing() {
        return repairing;
    }

    /** What was on its way may be lost: begin again at what is known to be flushed. */
    public void lost() {
        silentTicks = Integer.MAX_VALUE;
        probeFrom(flushedIndex + 1);
    }

    /** An unanswered probe is repeated after a while. */
    public void allowAnotherProbe() {
        probeSent = false;
    }

    private void probeFrom(long next) {
        state = State.PROBING;
        nextIndex = next;
        probeSent = false;
        inflight.clear();
    }

    public void heard(int itsPriority) {
        active = true;
        silentTicks = 0;
        priority = itsPriority;
    }

    public void tick() {
        if (silentTicks < Integer.MAX_VALUE) {
            silentTicks++;
        }
    }

    /** Since the follower was heard; the largest number if it was not, over the present connection. */
    public int silentTicks() {
        return silentTicks;
    }

    public boolean isHeardWithin(int ticks) {
        return silentTicks <= ticks;
    }

    /** As the follower told it. */
    public int priority() {
        return priority;
    }

    /** Whether the follower was heard since this was last asked. */
    public boolean takeActive() {
        wasActive = active;
        active = false;
        return wasActive;
    }

    /** Whether the follower was heard lately: since {@link #takeActive} was last asked, or in the time before. */
    public boolean isInContact() {
        return active || wasActive;
    }

    public long sentCommittedIndex() {
        return sentCommittedIndex;
    }

    public void sentCommittedIndex(long index) {
        sentCommittedIndex = index;
    }
}
