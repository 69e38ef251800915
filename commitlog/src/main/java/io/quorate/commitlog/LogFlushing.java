package io.quorate.commitlog;

import io.quorate.commitlog.UnwrittenTail.Waiting;
import io.quorate.commitlog.disk.DiskFullException;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.StorageFailure.Reason;
import io.quorate.raft.log.FlushLimit;
import io.quorate.raft.log.FlushMark;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.log.ScrubResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The flusher's side of the log: all that writes, makes or deletes files. Nothing is tried again after a failure. */
final class LogFlushing {
    private final SegmentTable segments;
    private final UnwrittenTail tail;
    private final LogWriter writer;
    private final StoredEntries stored;

    // Once set, stays: what a failed write or force left is unknown. Read from any thread.
    private volatile StorageFailure failure;

    LogFlushing(SegmentTable segments, UnwrittenTail tail, LogWriter writer) {
        this.segments = segments;
        this.tail = tail;
        this.writer = writer;
        this.stored = new StoredEntries(segments);
    }

    /** Why nothing more can be stored, or null. Any thread. */
    StorageFailure failure() {
        return failure;
    }

    FlushMark flush(FlushLimit limit) throws StorageFailure {
        refuseAfterFailure();
        List<Waiting> taken = tail.take(limit);
        if (taken.isEmpty()) {
            return tail.mark();
        }
        try {
            writer.writeAndForce(taken);
        } catch (IOException e) {
            throw failed("writing the log after position " + tail.flushedPosition(), e);
        }
        return tail.flushed(taken);
    }

    boolean preallocateAhead() throws StorageFailure {
        if (failure != null) {
            return false;
        }
        try {
            return writer.preallocateStep(tail.flushedPosition());
        } catch (IOException e) {
            throw failed("reserving room after position " + tail.flushedPosition(), e);
        }
    }

    ScrubResult checkStored(LogBase from, long endPosition, int bytesMax) {
        return stored.check(from, endPosition, bytesMax);
    }

    void deleteBefore(long position) throws StorageFailure {
        refuseAfterFailure();
        try {
            segments.deleteBefore(position);
        } catch (IOException e) {
            throw failed("deleting the log's segments before position " + position, e);
        }
    }

    /** Nothing of the log is left, in memory or on disk, and it goes on after this base. */
    void startAt(LogBase base) throws StorageFailure {
        refuseAfterFailure();
        tail.startAt(base);
        try {
            segments.startAt(base.position());
        } catch (IOException e) {
            throw failed("emptying the log, to go on at position " + base.position(), e);
        }
        writer.startAt(base.position());
    }

    ScrubResult rewrite(LogBase from, ByteBuffer entries) throws StorageFailure {
        refuseAfterFailure();
        try {
            return stored.rewrite(from, entries);
        } catch (IOException e) {
            throw failed("mending the log at position " + from.position(), e);
        }
    }

    private void refuseAfterFailure() throws StorageFailure {
        StorageFailure earlier = failure;
        if (earlier != null) {
            throw new StorageFailure(earlier.reason(), "a flush failed before: " + earlier.getMessage(), earlier);
        }
    }

    private StorageFailure failed(String what, IOException cause) {
        Reason reason = cause instanceof DiskFullException ? Reason.DISK_FULL : Reason.FLUSH_FAILED;
        failure = new StorageFailure(reason, what + " failed: " + cause.getMessage(), cause);
        return failure;
    }
}
