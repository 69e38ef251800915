package io.quorate.raft.runtime;

import io.quorate.raft.HardState;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.log.FlushMark;
import io.quorate.raft.log.LogBase;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * Keeps promises behind their flush: holds every message back until the term and vote it was made under are on disk, and
 * decides what the hard-state file says next. Replica loop only.
 *
 * <p>The watermark goes down before the log is cut (a replica that crashed in between would otherwise call the missing
 * entries damage) and up, some time after a flush.
 */
final class DurablePromises {
    private record Held(long version, RaftMessage message, List<ByteBuffer> entries) {}

    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private HardState hardState;
    private long flushedIndex;
    private long flushedPosition;
    private long committedIndex;
    private LogBase base;
    private long lostIndex;

    private DurableState stored; // on disk
    private long version; // of hardState and cuts: what must be stored before anything else happens
    private long storedVersion; // Invariant: storedVersion <= version
    private long storingVersion;
    private DurableState storing; // null: nothing under way
    private int ticksSinceStore;

    DurablePromises(DurableState stored) {
        this.stored = stored;
        this.hardState = new HardState(stored.term(), stored.votedFor());
        this.flushedIndex = stored.flushedIndex();
        this.flushedPosition = stored.flushedPosition();
        this.committedIndex = stored.committedIndex();
        this.base = stored.base();
        this.lostIndex = stored.lostIndex();
    }

    void hardState(HardState changed) {
        hardState = changed;
        version++;
    }

    /** The log will be cut after this entry. */
    void cutAfter(long index, long endPosition) {
        if (index < flushedIndex) {
            flushedIndex = index;
            flushedPosition = endPosition;
            version++;
        }
    }

    void flushed(FlushMark mark, long endPosition) {
        flushedIndex = mark.index();
        flushedPosition = endPosition;
    }

    /** The log begins here from now on, and has been flushed up to there. What comes before it may go once this is stored. */
    void base(LogBase moved) {
        base = moved;
        if (flushedIndex < moved.index()) {
            flushedIndex = moved.index();
            flushedPosition = moved.position();
        }
        version++;
    }

    boolean isRepairing() {
        return lostIndex > 0;
    }

    /** What was lost is back. Until that is on disk, a restart waits for it once more: no promise depends on it. */
    void repaired() {
        lostIndex = 0;
        version++;
    }

    void committed(long index) {
        committedIndex = index;
    }

    /** A snapshot takes the place of the whole log once this is stored. */
    void installed(LogBase at) {
        flushedIndex = at.index();
        flushedPosition = at.position();
        committedIndex = at.index();
        base(at);
    }

    LogBase storedBase() {
        return stored.base();
    }

    void tick() {
        ticksSinceStore++;
    }

    /** Sends now if everything promised so far is on disk, else as soon as it is. */
    void send(RaftMessage message, List<ByteBuffer> entries, ReplicaWorld world) {
        if (held.isEmpty() && storedVersion == version) {
            world.send(message, entries);
        } else {
            held.addLast(new Held(version, message, entries));
        }
    }

    HardState storedHardState() {
        return new HardState(stored.term(), stored.votedFor());
    }

    /** Whether something must be stored before more may happen. */
    boolean isUrgent() {
        return storedVersion < version;
    }

    /** What to store with the next flush job, if anything; it counts as under way. */
    Optional<DurableState> startStore(int watermarkTicks) {
        DurableState next = new DurableState(
                hardState.term(),
                hardState.votedFor(),
                flushedIndex,
                flushedPosition,
                Math.min(committedIndex, flushedIndex),
                base,
                lostIndex);
        boolean due = isUrgent() || (ticksSinceStore >= watermarkTicks && !next.equals(stored));
        if (!due) {
            return Optional.empty();
        }
        storing = next;
        storingVersion = version;
        ticksSinceStore = 0;
        return Optional.of(next);
    }

    /** The term on disk when the job under way, or the last one, has ended. */
    long termOnceStored() {
        return storing == null ? stored.term() : storing.term();
    }

    /**
     * The job's state is on disk: what waited for it leaves.
     *
     * @return whether the job had one
     */
    boolean stored(ReplicaWorld world) {
        if (storing == null) {
            return false;
        }
        stored = storing;
        storing = null;
        storedVersion = storingVersion;
        while (!held.isEmpty() && held.peekFirst().version() <= storedVersion) {
            Held first = held.pollFirst();
            world.send(first.message(), first.entries());
        }
        return true;
    }
}
