package io.quorate.raft.runtime;

import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.log.LogStore;
import io.quorate.raft.snapshot.SnapshotMeta;
import io.quorate.raft.snapshot.SnapshotStore;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Moves the log's base forward, always to the place of a snapshot that is on disk. In this order, so that a crash finds
 * either the old base or the new one, each with all that it needs: the snapshot is there; nothing asks for the old entries
 * any more; the hard state names the new base; files are deleted, of the log by the flusher right after that, of older
 * snapshots in a step of its own. Replica loop only, but for what its steps run.
 */
final class Retention {
    /** Further ones go from where they stand closest: the base of a very long log then moves in larger strides. */
    static final int SNAPSHOTS_MAX = 256;

    /** The same happens when all of them together take more than this part of what the log takes. */
    static final int LOG_PART_MAX = 16;

    /** These are kept anyway: the oldest, the newest, and the one to fall back on. */
    static final int SNAPSHOTS_MIN = 3;

    private final SnapshotConfig config;
    private final LogStore log;
    private final SnapshotStore store;
    private final StateMachine stateMachine;
    private final DurablePromises promises;

    private long wantedPosition; // somebody said that what is before it may go
    private long urgentPosition; // the same, and that followers who still need it are not waited for
    private SnapshotMeta leaving; // null: none. Being deleted: no base may move there any more
    private LogBase cleanedBefore; // null: a crash may have left old snapshots
    private boolean countingDue = true; // snapshots are counted once a tick, not with every flush

    Retention(
            SnapshotConfig config,
            LogStore log,
            SnapshotStore store,
            StateMachine stateMachine,
            DurablePromises promises) {
        this.config = config;
        this.log = log;
        this.store = store;
        this.stateMachine = stateMachine;
        this.promises = promises;
    }

    void releaseUpTo(long position, boolean urgent) {
        wantedPosition = Math.max(wantedPosition, position);
        urgentPosition = urgent ? Math.max(urgentPosition, position) : urgentPosition;
    }

    /**
     * Moves the base if it is time. To be called every tick.
     *
     * @param settledIndex flushed, applied and committed up to here
     * @param neededIndex the entries after this one are needed by a follower in contact
     * @return whether it moved
     */
    boolean look(long settledIndex, long neededIndex) {
        countingDue = true;
        boolean asked = wantedPosition > log.base().position() || isTooLong(config.logBytesMax());
        Optional<LogBase> next = asked ? next(settledIndex, neededIndex) : Optional.empty();
        next.ifPresent(this::moveTo);
        return next.isPresent();
    }

    private void moveTo(LogBase base) {
        stateMachine.baseMoved(base);
        log.releaseBefore(base);
        promises.base(base);
    }

    private boolean isTooLong(long bytesMax) {
        return config.logBytesMax() > 0 && log.endPosition() - log.base().position() > bytesMax;
    }

    private Optional<LogBase> next(long settledIndex, long neededIndex) {
        long neededPosition = stateMachine.neededPosition();
        List<LogBase> places = places(settledIndex)
                .filter(base -> base.position() <= neededPosition)
                .toList();
        Optional<LogBase> asWanted = places.stream()
                .filter(base -> base.position() <= wantedPosition)
                .filter(base -> base.position() <= urgentPosition || base.index() <= neededIndex)
                .reduce((earlier, later) -> later);
        boolean waitForFollowers = !isTooLong(config.lagBytesMax());
        Stream<LogBase> free = places.stream().filter(base -> !waitForFollowers || base.index() <= neededIndex);
        Optional<LogBase> asTooLong =
                isTooLong(config.logBytesMax()) ? firstShortEnough(free.toList()) : Optional.empty();
        return Stream.concat(asWanted.stream(), asTooLong.stream()).max(Comparator.comparingLong(LogBase::index));
    }

    /**
     * Where somebody can start who lacks what cannot be sent: at the log's base, or at the earliest sound snapshot behind it, if
     * the base's was found damaged (seed 7046 of eb5de15) or the log has a hole behind the base (seed 18300 of 7ad2ad1). Only
     * what another member's retention has taken may be skipped like that: all else is somebody's to read, a delayed message, or
     * part of an open transaction (seed 23948 of 87164e9). At the base, too, if there is no such place.
     *
     * @param lostIndex the last entry of the log that nobody has; 0 if there is none
     * @param letGoIndex entries up to here have left another member's log
     */
    long soundIndex(long settledIndex, long lostIndex, long letGoIndex) {
        LogBase base = log.base();
        boolean isBaseSound = base.index() == 0 || store.keptAt(base.index()).isPresent();
        if (isBaseSound && base.index() >= lostIndex) {
            return base.index();
        }
        return places(Math.min(settledIndex, letGoIndex))
                .map(LogBase::index)
                .filter(index -> index >= lostIndex)
                .findFirst()
                .orElse(base.index());
    }

    /** Snapshots behind the base, of what is flushed, applied and committed, in order. */
    private Stream<LogBase> places(long settledIndex) {
        return store.kept().stream()
                .filter(meta -> !meta.equals(leaving))
                .map(SnapshotMeta::base)
                .filter(base -> base.index() > log.base().index() && base.index() <= settledIndex)
                .filter(this::isOurs);
    }

    /** The earliest place that makes the log short enough; the last one if none does. */
    private Optional<LogBase> firstShortEnough(List<LogBase> places) {
        return places.stream()
                .filter(base -> log.endPosition() - base.position() <= config.logBytesMax())
                .findFirst()
                .or(() -> places.stream().reduce((earlier, later) -> later));
    }

    /** A snapshot was made of the log that is here; one that is not would be our own mistake, and must not cut it. */
    private boolean isOurs(LogBase base) {
        return log.endsSegment(base.index()) && log.baseAfter(base.index()).equals(base);
    }

    /** What to do next on the disk, or null. */
    DiskStep nextStep() {
        LogBase stored = promises.storedBase();
        if (!stored.equals(cleanedBefore)) {
            cleanedBefore = stored;
            return () -> store.deleteBefore(stored);
        }
        if (!countingDue) {
            return null;
        }
        List<SnapshotMeta> kept = store.kept();
        if (!kept.isEmpty() && kept.get(0).base().position() < stored.position()) {
            // It was being written when the log was replaced. As long as it is there the base's is not the first.
            return () -> store.deleteBefore(stored);
        }
        boolean moving = !stored.equals(log.base()); // towards one of these
        countingDue = !moving && areTooMany(kept);
        return countingDue ? removalOf(mostCrowded(kept)) : null;
    }

    private boolean areTooMany(List<SnapshotMeta> kept) {
        long bytes = kept.stream().mapToLong(SnapshotMeta::lengthBytes).sum();
        long logBytes = log.endPosition() - log.base().position();
        return kept.size() > SNAPSHOTS_MAX || (kept.size() > SNAPSHOTS_MIN && bytes > logBytes / LOG_PART_MAX);
    }

    private DiskStep removalOf(SnapshotMeta meta) {
        leaving = meta;
        return new DiskStep() {
            @Override
            public void run() throws StorageFailure {
                store.delete(meta);
            }

            @Override
            public void done() {
                leaving = null;
            }
        };
    }

    /** The one that is missed least: its neighbours are nearest to each other. Never the first, the base's, nor the newest. */
    private static SnapshotMeta mostCrowded(List<SnapshotMeta> kept) {
        int best = 1;
        for (int at = 2; at + 1 < kept.size(); at++) {
            if (gapWithout(kept, at) < gapWithout(kept, best)) {
                best = at;
            }
        }
        return kept.get(best);
    }

    private static long gapWithout(List<SnapshotMeta> kept, int at) {
        return kept.get(at + 1).base().position() - kept.get(at - 1).base().position();
    }
}
