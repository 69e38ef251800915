package io.quorate.commitlog;

import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Walks a log in its files from its base on, checking each entry as far as it can be checked. */
final class LogScan {
    private static final Logger LOG = LoggerFactory.getLogger(LogScan.class);
    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(2);

    /**
     * How far the log goes.
     *
     * @param tip after its last good entry
     * @param frame what stands there instead of a next one; ZEROED also where the files end
     */
    record Result(LogTip tip, Frame frame) {}

    /** Knows some segments without a scan. */
    interface Known {
        /** The log's tip after this segment, which begins after {@code before}; empty if it is to be scanned. */
        Optional<LogTip> tipAfter(Segment segment, LogTip before) throws IOException;

        /** A segment was whole, and this is the log's tip after it. */
        default void passed(LogTip after) {}
    }

    private final SegmentTable segments;
    private final BiConsumer<EntryMeta, EntryKind> entries;

    private LogTip tip;
    private Frame frame = Frame.GOOD;
    private long nextProgressNanos = System.nanoTime() + PROGRESS_NANOS;

    private LogScan(SegmentTable segments, LogTip start, BiConsumer<EntryMeta, EntryKind> entries) {
        this.segments = segments;
        this.tip = start;
        this.entries = entries;
    }

    /** Scans from {@code start} to the first place that holds no good entry; hands over each entry before it, in order. */
    static Result scan(SegmentTable segments, LogTip start, BiConsumer<EntryMeta, EntryKind> entries) {
        try {
            return scan(segments, start, entries, (segment, before) -> Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException("nothing was read but views", e);
        }
    }

    /** As the other; of segments that are known the entries are not handed over. */
    static Result scan(SegmentTable segments, LogTip start, BiConsumer<EntryMeta, EntryKind> entries, Known known)
            throws IOException {
        LogScan scan = new LogScan(segments, start, entries);
        while (scan.frame == Frame.GOOD) {
            Segment segment = segments.find(scan.tip.position());
            if (segment == null) {
                scan.frame = Frame.ZEROED;
                continue;
            }
            Optional<LogTip> after = known.tipAfter(segment, scan.tip);
            if (after.isPresent()) {
                scan.tip = after.get();
            } else {
                scan.segment(segment);
            }
            if (scan.frame == Frame.GOOD) {
                known.passed(scan.tip);
            }
        }
        return new Result(scan.tip, scan.frame);
    }

    private void segment(Segment segment) {
        ByteBuffer bytes = segment.view();
        while (tip.position() < segment.endPosition()) {
            int offset = (int) (tip.position() - segment.startPosition());
            frame = EntryFormat.judge(bytes, offset, segments.roomAt(tip.position()), tip);
            if (frame != Frame.GOOD) {
                return;
            }
            entries.accept(EntryFormat.meta(bytes, offset), EntryFormat.kind(bytes, offset));
            tip = EntryFormat.tipAfter(bytes, offset);
            reportProgress();
        }
    }

    private void reportProgress() {
        long now = System.nanoTime();
        if (now - nextProgressNanos >= 0) {
            nextProgressNanos = now + PROGRESS_NANOS;
            LOG.info(
                    "scanning lastIndex={} position={} ofBytes={}",
                    tip.index(),
                    tip.position(),
                    segments.endPosition());
        }
    }
}
