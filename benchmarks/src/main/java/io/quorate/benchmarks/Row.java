package io.quorate.benchmarks;

import io.quorate.benchmarks.Load.Mode;
import io.quorate.benchmarks.Load.Shape;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A row of the table: a kind of load. */
enum Row {
    /** Nothing: what the brokers take for themselves. */
    IDLE("idle", Mode.IDLE, 1, 1, 1),
    SYNC_1("sync1", Mode.SYNC, 1, 1, 1),
    SYNC_32("sync32", Mode.SYNC, 32, 32, 1),
    SYNC_128("sync128", Mode.SYNC, 128, 128, 1),
    ASYNC("async", Mode.ASYNC, 1, 2048, 1),
    /** From the moment a message should have been sent to its acknowledgement. */
    PACED("paced", Mode.PACED, 1, 2048, 1),
    BATCH("batch", Mode.BATCH, 4, 4, 32),
    /** A consumer that has fallen behind: reads what there is, over and over. */
    DRAIN("drain", Mode.DRAIN, 4, 4, 32),
    /** From the moment a message should have been sent to the moment the listener has it. */
    END_TO_END("e2e", Mode.END_TO_END, 1, 1, 1);

    private final String label;
    private final Mode mode;
    private final int threads;
    private final int window;
    private final int batchCount;

    Row(String label, Mode mode, int threads, int window, int batchCount) {
        this.label = label;
        this.mode = mode;
        this.threads = threads;
        this.window = window;
        this.batchCount = batchCount;
    }

    static Row of(String label) {
        return Arrays.stream(values())
                .filter(row -> row.label.equals(label))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("no row \"" + label + "\", there are "
                        + Arrays.stream(values()).map(Row::label).collect(Collectors.joining(", "))));
    }

    String label() {
        return label;
    }

    /** @param perSecond sends a second of a load at a fixed rate */
    Shape shape(int bodyBytes, int perSecond) {
        return new Shape(mode, threads, window, batchCount, bodyBytes, perSecond);
    }
}
