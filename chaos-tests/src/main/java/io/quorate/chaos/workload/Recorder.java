package io.quorate.chaos.workload;

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
    private int operations; // guarded by this

    public Recorder(Path file) throws IOException {
        this.writer = new HistoryWriter(new BufferedOutputStream(Files.newOutputStream(file)));
    }

    /** The number of a process that has done nothing yet. */
    int newProcess() {
        return processes.incrementAndGet();
    }

    /** To be called right before the request leaves. */
    synchronized <O extends Operation> O invoked(int process, Function<Call, O> operation) {
        // Numbers ascend in the file, so both under one lock.
        O open = operation.apply(Call.open(++operations, process, System.nanoTime()));
        try {
            writer.invoked(open);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return open;
    }

    /** Ends an operation now. */
    <O extends Operation> void ended(LongFunction<O> atNanos) {
        Operation ended = atNanos.apply(System.nanoTime());
        switch (ended.call().outcome()) {
            case OK -> acked.incrementAndGet();
            case INFO -> doubtful.incrementAndGet();
            case FAIL -> {}
        }
        try {
            writer.completed(ended);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
