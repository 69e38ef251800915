package io.quorate.chaos.record;

import io.quorate.simulation.check.Call;
import io.quorate.simulation.check.HistoryWriter;
import io.quorate.simulation.check.Operation;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongFunction;

/** Writes one history to its file. Time is the harness's monotonic clock. Safe from any thread. */
public final class Recorder implements Closeable {
    private final HistoryWriter writer;
    private final AtomicInteger processes = new AtomicInteger();
    private final AtomicLong acked = new AtomicLong();
    private final AtomicLong doubtful = new AtomicLong();
    private final boolean eager;
    private int operations; // guarded by this

    private Recorder(Path file, boolean eager) throws IOException {
        this.writer = new HistoryWriter(new BufferedOutputStream(Files.newOutputStream(file)));
        this.eager = eager;
    }

    /** What is not flushed may get lost with this process. */
    public static Recorder of(Path file) throws IOException {
        return new Recorder(file, false);
    }

    /** For a process that may be killed: what it was told is on record before it acts on it. */
    public static Recorder eager(Path file) throws IOException {
        return new Recorder(file, true);
    }

    /** The number of a process that has done nothing yet. */
    public int newProcess() {
        return processes.incrementAndGet();
    }

    /** To be called right before the request leaves. */
    public synchronized <O extends Operation> O invoked(int process, Function<Call, O> operation) {
        // Numbers ascend in the file, so both under one lock.
        O open = operation.apply(Call.open(++operations, process, System.nanoTime()));
        try {
            writer.invoked(open);
            flushIfEager();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return open;
    }

    /** An operation that ends well now, and of which it is known only now what it was. */
    public synchronized void wasSince(long invokedNanos, Function<Call, Operation> operation) {
        Operation done = operation.apply(
                Call.open(++operations, newProcess(), invokedNanos).ok(System.nanoTime()));
        acked.incrementAndGet();
        try {
            writer.invoked(done);
            writer.completed(done);
            flushIfEager();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends an operation now. */
    public <O extends Operation> void ended(LongFunction<O> atNanos) {
        Operation ended = atNanos.apply(System.nanoTime());
        switch (ended.call().outcome()) {
            case OK -> acked.incrementAndGet();
            case INFO -> doubtful.incrementAndGet();
            case FAIL -> {}
        }
        try {
            writer.completed(ended);
            flushIfEager();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void flushIfEager() throws IOException {
        if (eager) {
            writer.flush();
        }
    }

    /** Operations that ended well. */
    public long okCount() {
        return acked.get();
    }

    /** Operations of which nobody knows whether they took effect. */
    public long infoCount() {
        return doubtful.get();
    }

    /** What was recorded so far can be judged even if this process dies. */
    public void flush() throws IOException {
        writer.flush();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
