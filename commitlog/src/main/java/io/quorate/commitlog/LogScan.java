package io.quorate.commitlog;

import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import java.nio.ByteBuffer;
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
        LogScan scan = new LogScan(segments, start, entries);
        while (scan.frame == Frame.GOOD) {
            if (segments.contains(scan.tip.position())) {
                scan.segment(segments.at(scan.tip.position()));
            } else {
                scan.frame = Frame.ZEROED;
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
