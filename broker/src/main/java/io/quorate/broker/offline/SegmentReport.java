package io.quorate.broker.offline;

import io.quorate.commitlog.DamagedRange;
import io.quorate.commitlog.LogInspection;
import io.quorate.commitlog.StoredEntry;
import java.util.ArrayList;
import java.util.List;

/** What was found in one segment. */
final class SegmentReport implements LogInspection.Visitor {
    private final List<DamagedRange> damaged = new ArrayList<>();
    private long entryCount;
    private long recordCount;
    private long entryBytes;
    private StoredEntry first; // null: no sound entry; only its numbers are looked at after the walk
    private long lastIndex;
    private long lastTerm;
    private long endPosition;
    private long fingerprint;

    @Override
    public void entry(StoredEntry entry) {
        if (first == null) {
            first = entry;
        }
        entryCount++;
        recordCount += entry.recordCount();
        entryBytes += entry.meta().lengthBytes();
        lastIndex = entry.meta().index();
        lastTerm = entry.meta().term();
        endPosition = entry.meta().endPosition();
        fingerprint = entry.fingerprintAfter();
    }

    @Override
    public void damaged(DamagedRange range) {
        damaged.add(range);
    }

    List<DamagedRange> damaged() {
        return damaged;
    }

    long entryCount() {
        return entryCount;
    }

    long lastIndex() {
        return lastIndex;
    }

    long endPosition() {
        return endPosition;
    }

    long fingerprint() {
        return fingerprint;
    }

    /** One line; the fingerprint is that of the whole log up to this segment's last sound entry. */
    String line(long start) {
        if (entryCount == 0) {
            return String.format("%020d  no entries", start);
        }
        long firstTerm = first.meta().term();
        return String.format(
                "%020d  index %d..%d  terms %s  entries %d  records %d  bytes %d  fingerprint %016x",
                start,
                first.meta().index(),
                lastIndex,
                firstTerm == lastTerm ? Long.toString(lastTerm) : firstTerm + ".." + lastTerm,
                entryCount,
                recordCount,
                entryBytes,
                fingerprint);
    }
}
