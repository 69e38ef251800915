package io.quorate.chaos.workload;

import io.quorate.chaos.record.Recorder;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.check.Outcome;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** One client: does its step again and again, at about its rate, until it is told to stop. */
abstract class ClientLoop implements Runnable {
    private final long periodNanos;
    protected final Recorder recorder;
    protected final Random random;
    private volatile boolean stopped;
    private int process;

    ClientLoop(Recorder recorder, Random random, double perSecond) {
        this.recorder = recorder;
        this.random = random;
        this.periodNanos = (long) (1e9 / perSecond);
        this.process = recorder.newProcess();
    }

    /** One operation, from invocation to ending. */
    abstract void step() throws InterruptedException;

    /** Of the next operation. */
    final int process() {
        return process;
    }

    /** The operation ended like this. If that is unknown, it is the last of its process. */
    final void ended(Operation open, Outcome as) {
        recorder.ended(nanos -> open.with(Endings.ended(open.call(), as, nanos)));
        if (as == Outcome.INFO) {
            retire();
        }
    }

    /** The outcome of an operation stays unknown: this process does nothing any more. */
    final void retire() {
        process = recorder.newProcess();
    }

    @Override
    public final void run() {
        try {
            while (!stopped) {
                step();
                // Staggered, so that clients do not march in step.
                LockSupport.parkNanos((long) (periodNanos * (0.5 + random.nextDouble())));
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    final void stop() {
        stopped = true;
    }
}
