package io.quorate.broker.read;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Records being gathered for one answer. Neighbours in the log become one slice. Not thread-safe. */
final class RecordBatch {
    private final LogBytes log;
    private final List<ByteBuffer> slices = new ArrayList<>();
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

    /** What was gathered; nothing may be added after. */
    List<ByteBuffer> slices() {
        endRun();
        return slices;
    }

    private void endRun() {
        if (runBytes > 0) {
            slices.add(log.slice(runPosition, runBytes));
            runBytes = 0;
        }
    }
}
