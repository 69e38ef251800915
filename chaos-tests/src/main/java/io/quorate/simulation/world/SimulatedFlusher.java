package io.quorate.simulation.world;

import io.quorate.raft.Invariants;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.FlushMark;
import io.quorate.raft.runtime.DurableState;
import io.quorate.raft.runtime.ReplicaWorld.FlushJob;
import java.util.Optional;

/**
 * A node's flusher in virtual time: the steps of a job happen one after the other, each after a while, and the replica goes
 * on in between. When the process dies the job is broken off between any two operations on the disk.
 */
final class SimulatedFlusher {
    private enum Step {
        STORE,
        FLUSH,
        SNAPSHOT_STEP,
        TELL
    }

    /** A job is at most so many writes or forces; one more lets it end unheard. */
    private static final int OPERATIONS_MAX = 10;

    private final SimulatedNode node;
    private final DiskOptions options;
    private final Chance chance;

    private FlushJob job; // null: nothing to do
    private Step next;
    private Optional<FlushMark> mark = Optional.empty();
    private int slowFactor = 1;
    private Runnable whenSlow = () -> {};
    private boolean healed;
    private boolean stalled;
    private boolean stepWaits; // for the end of the stall
    private long planned; // the step to come; others that were planned before it do not happen

    SimulatedFlusher(SimulatedNode node, DiskOptions options, Chance chance) {
        this.node = node;
        this.options = options;
        this.chance = chance;
    }

    boolean isBusy() {
        return job != null;
    }

    void submit(FlushJob submitted) {
        Invariants.check(job == null, "one flush job at a time");
        job = submitted;
        mark = Optional.empty();
        next = submitted.state().isPresent() ? Step.STORE : afterStore();
        planStep();
    }

    private Step afterStore() {
        return job.log() ? Step.FLUSH : afterFlush();
    }

    private Step afterFlush() {
        return job.step().isPresent() ? Step.SNAPSHOT_STEP : Step.TELL;
    }

    private void planStep() {
        long micros = 1 + chance.exponential(options.flushMeanMicros());
        if (!healed && chance.percent(options.slowPercent())) {
            micros *= options.slowFactor();
        }
        if (slowFactor > 1) {
            whenSlow.run();
        }
        long plan = ++planned;
        node.laterInThisLife(micros * slowFactor, () -> {
            if (plan == planned) {
                step();
            }
        });
    }

    private void step() {
        if (stalled) {
            stepWaits = true;
            whenSlow.run();
            return;
        }
        if (next == Step.TELL) {
            Optional<FlushMark> told = mark;
            job = null;
            node.input(replica -> replica.flushed(told));
            planPreallocation();
            return;
        }
        try {
            perform();
            planStep();
        } catch (StorageFailure failure) {
            node.exit(failure);
        }
    }

    private void perform() throws StorageFailure {
        switch (next) {
            case STORE -> {
                DurableState state = job.state().orElseThrow();
                node.storage().store(state);
                node.storage().log().deleteReleased(state.base());
                next = afterStore();
            }
            case FLUSH -> {
                mark = Optional.of(node.storage().log().flush(job.limit()));
                if (node.storage().log().isOutOfSpace()) {
                    node.foundNoSpace();
                }
                next = afterFlush();
            }
            case SNAPSHOT_STEP -> {
                job.step().orElseThrow().run();
                next = Step.TELL;
            }
            case TELL -> throw Invariants.unreachable("telling is no work on the disk");
        }
    }

    private void planPreallocation() {
        if (options.preallocateAheadBytes() > 0) {
            node.laterInThisLife(chance.exponential(options.flushMeanMicros()), this::preallocate);
        }
    }

    private void preallocate() {
        try {
            if (job == null && !stalled && node.storage().log().preallocateAhead()) {
                planPreallocation();
            }
        } catch (StorageFailure failure) {
            node.exit(failure);
        }
    }

    /** Flushes take so many times as long from now on; 1 is normal. */
    void slow(int factor, Runnable hit) {
        slowFactor = factor;
        whenSlow = hit;
    }

    /** No flush makes progress until {@link #resume}. */
    void stall(Runnable hit) {
        stalled = true;
        whenSlow = hit;
    }

    /** No flush is slow any more, the one under way neither. */
    void heal() {
        healed = true;
        boolean underWay = job != null && !stepWaits;
        resume();
        if (underWay) {
            planStep(); // anew: one that was slow would go on being so for long
        }
    }

    void resume() {
        stalled = false;
        slowFactor = 1;
        if (stepWaits) {
            stepWaits = false;
            planStep();
        }
    }

    /** The process ends: nothing more of the job happens. */
    void abandon() {
        job = null;
        stepWaits = false;
    }

    /** The process dies: the job under way had come some of the way, or all of it, and nobody hears. */
    void breakOff(boolean powerLost) {
        stepWaits = false;
        if (job == null) {
            return;
        }
        int operations = chance.below(OPERATIONS_MAX);
        if (powerLost && chance.coin()) {
            node.storage().disk().failForceAfter(operations);
        } else {
            node.storage().disk().failWriteAfter(operations);
        }
        try {
            while (next != Step.TELL) {
                perform();
            }
        } catch (StorageFailure brokenOff) {
            // As it should: this is how far it came.
        }
        job = null;
        node.storage().disk().failForceAfter(-1);
        node.storage().disk().failWriteAfter(-1);
    }
}
