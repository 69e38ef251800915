package io.quorate.raft.runtime;

import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.FlushMark;
import io.quorate.raft.log.LogStore;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * The one thread of a replica that blocks on the disk: stores term, vote and watermark, writes and forces the log, and does what
 * concerns snapshots in short steps. One job
 * at a time, in the order they were asked for. A job that fails ends the flusher: what it left on disk is unknown, so
 * nothing is tried again.
 */
final class Flusher {
    private static final long CLOSE_MILLIS = 10_000;

    private final LogStore log;
    private final HardStateFile stateFile;
    private final Consumer<Optional<FlushMark>> whenFlushed;
    private final Consumer<Throwable> whenFailed;
    private final BlockingQueue<Runnable> jobs = new ArrayBlockingQueue<>(4); // the replica asks for one at a time
    private final Thread thread;
    private volatile boolean closing;

    /** The callbacks run on the flusher's thread. */
    Flusher(
            String name,
            LogStore log,
            HardStateFile stateFile,
            Consumer<Optional<FlushMark>> whenFlushed,
            Consumer<Throwable> whenFailed) {
        this.log = log;
        this.stateFile = stateFile;
        this.whenFlushed = whenFlushed;
        this.whenFailed = whenFailed;
        this.thread = new Thread(this::run, name);
    }

    void start() {
        thread.start();
    }

    void submit(ReplicaWorld.FlushJob job) {
        jobs.add(() -> flush(job));
    }

    private void run() {
        try {
            while (!closing) {
                Runnable job = jobs.poll();
                if (job != null) {
                    job.run();
                } else if (!log.preallocateAhead()) {
                    jobs.take().run();
                }
            }
        } catch (InterruptedException stopped) {
            closing = true;
        } catch (StorageFailure | RuntimeException | Error failure) {
            fail(failure);
        }
    }

    private void flush(ReplicaWorld.FlushJob job) {
        try {
            if (job.state().isPresent()) {
                stateFile.store(job.state().get());
                log.deleteReleased(job.state().get().base());
            }
            Optional<FlushMark> mark = job.log() ? Optional.of(log.flush(job.limit())) : Optional.empty();
            if (job.step().isPresent()) {
                job.step().get().run();
            }
            whenFlushed.accept(mark);
        } catch (StorageFailure | RuntimeException | Error failure) {
            fail(failure);
        }
    }

    private void fail(Throwable failure) {
        closing = true;
        whenFailed.accept(failure);
    }

    /**
     * Lets the job under way end; nothing is started after it.
     *
     * @return whether it has ended, so that the files are the caller's
     */
    boolean close() throws InterruptedException {
        closing = true;
        jobs.offer(() -> {}); // wakes the thread if it waits
        if (Thread.currentThread() != thread) {
            thread.join(CLOSE_MILLIS);
        }
        return !thread.isAlive();
    }
}
