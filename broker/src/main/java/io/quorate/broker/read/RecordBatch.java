package io.quorate.broker.read;

import io.quorate.commitlog.LogSlice;
import java.util.ArrayList;
import java.util.List;

/** Records being gathered for one answer. Neighbours in the log become one slice. Not thread-safe. */
final class RecordBatch {
    private final LogBytes log;
    private final List<LogSlice> slices = new ArrayList<>();
    private int recordCount;
    private int bytes;
    private long runPosition;
    private int runBytes;

    RecordBatch(LogBytes log) {
        this.log = log;
    }

    int recordCount() {
        return recordCount;
    }

    int bytes() {
        return bytes;
    }

    void add(long position, int sizeBytes) {
        if (runPosition + runBytes != position) {
            endRun();
            runPosition = position;
        }
        runBytes += sizeBytes;
        bytes += sizeBytes;
        recordCount++;
    }

    /** What was gathered, to be closed by whoever gets it; nothing may be added after. */
    List<LogSlice> slices() {
        endRun();
        return slices;
    }

    /** Nobody gets it. */
    void discard() {
        slices.forEach(LogSlice::close);
    }

    private void endRun() {
        if (runBytes > 0) {
            slices.add(log.hold(runPosition, runBytes));
            runBytes = 0;
        }
    }
}
