package io.quorate.raft.runtime;

import io.quorate.raft.log.FlushLimit;
import io.quorate.raft.log.FlushMark;
import io.quorate.raft.log.LogStore;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a replica has its disk do, one job at a time: the log and the hard state are flushed as soon as there is something to
 * flush, and slow work goes on in steps between. Replica loop only.
 */
final class DiskWork {
    private final LogStore log;
    private final DurablePromises promises;
    private final ReplicaWorld world;
    private final int watermarkTicks;
    private final SpaceWait space = new SpaceWait();

    private boolean busy;
    private DiskStep step; // of the job under way or the last one; null if it had none

    DiskWork(LogStore log, DurablePromises promises, ReplicaWorld world, int watermarkTicks) {
        this.log = log;
        this.promises = promises;
        this.world = world;
        this.watermarkTicks = watermarkTicks;
    }

    void tick() {
        space.tick();
    }

    boolean isBusy() {
        return busy;
    }

    boolean isOutOfSpace() {
        return space.isMissing();
    }

    /**
     * Starts the next job, if none is under way.
     *
     * @param slowWork asked for its next step, null if there is none, when it is its turn
     */
    void start(Supplier<DiskStep> slowWork) {
        if (busy) {
            return;
        }
        boolean logWaits = log.unflushedBytes() > 0 && space.mayTry();
        Optional<DurableState> state = promises.startStore(watermarkTicks);
        // In turns: neither a busy log nor a long transfer keeps the other waiting.
        boolean stepsTurn = step == null || (!logWaits && state.isEmpty());
        step = stepsTurn ? slowWork.get() : null;
        if (logWaits || state.isPresent() || step != null) {
            busy = true;
            FlushLimit limit = new FlushLimit(log.generation(), promises.termOnceStored());
            world.startFlush(new ReplicaWorld.FlushJob(state, logWaits, limit, Optional.ofNullable(step)));
        }
    }

    /** The hard state with the new base goes first: a crash after it finds what is left of the old log, and deletes it. */
    void start(SnapshotInstall install) {
        if (busy) {
            return;
        }
        busy = true;
        step = install;
        FlushLimit nothing = new FlushLimit(0, 0);
        world.startFlush(new ReplicaWorld.FlushJob(promises.startStore(0), false, nothing, Optional.of(step)));
    }

    /**
     * The job under way has ended.
     *
     * @return whether the hard state was part of it
     */
    boolean ended(Optional<FlushMark> mark) {
        busy = false;
        if (mark.isPresent()) {
            space.tried(log.isOutOfSpace());
        }
        return promises.stored(world);
    }

    /** To be told after {@link #ended}, once its effects on the log and the promises are known. */
    void stepDone() {
        if (step != null) {
            step.done();
        }
    }
}
