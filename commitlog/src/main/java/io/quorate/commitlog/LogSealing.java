package io.quorate.commitlog;

import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.disk.DiskFullException;
import io.quorate.commitlog.index.IndexDraft;
import io.quorate.commitlog.index.IndexKind;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.StorageFailure.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the files of entries of segments that are sealed, one after the other, in short steps; those that were missing or
 * damaged, too. Replica loop and flusher see it in turns: a step is started by the one, done by the other, and then looked
 * at by the first again.
 */
final class LogSealing {
    private static final Logger LOG = LoggerFactory.getLogger(CommitLog.class);

    /** A disk without space is asked again after so many calls of {@link #start}. */
    private static final int PUT_OFF_TURNS = 1000;

    private final Disk disk;
    private final Path directory;
    private final SegmentTable segments;

    private Sealing sealing; // null: none
    private int turnsPutOff;

    /** One segment. */
    private static final class Sealing {
        private final OpenEntries entries;
        private final EntriesDirectory directory;
        private IndexDraft draft; // null before the first step
        private boolean written;
        private boolean putOff;
        private boolean gone;
        private Optional<SealedEntries> sealed = Optional.empty();

        Sealing(OpenEntries entries, EntriesDirectory directory) {
            this.entries = entries;
            this.directory = directory;
        }
    }

    LogSealing(Disk disk, Path directory, SegmentTable segments) {
        this.disk = disk;
        this.directory = directory;
        this.segments = segments;
    }

    /** Whether a step is to be done now. Replica loop. */
    boolean start(CommitLog log, EntryIndex index, long settledIndex) {
        if (sealing == null && turnsPutOff > 0) {
            turnsPutOff--;
            return false;
        }
        if (sealing == null) {
            long lastIndex = index.oldestOpenEnd();
            if (lastIndex > settledIndex) {
                return false;
            }
            OpenEntries entries = index.oldestOpen();
            LogTip before = LogTip.at(log.baseAfter(entries.firstIndex() - 1));
            LogTip after = LogTip.at(log.baseAfter(lastIndex));
            sealing = new Sealing(entries, index.directoryOfOldestOpen(before, after));
        }
        return true;
    }

    /** Flusher. */
    void step() throws StorageFailure {
        Sealing now = sealing;
        Segment segment = segments.find(now.directory.before().position());
        if (segment == null) {
            now.gone = true; // what is left aside is deleted by the next opening
            return;
        }
        try {
            if (now.draft == null) {
                now.draft = new IndexDraft(
                        disk,
                        directory,
                        IndexKind.ENTRIES,
                        now.directory.segment(),
                        List.of(now.directory.encode()),
                        List.of(now.entries.encode()));
            }
            now.written = !now.draft.step();
            if (now.written) {
                now.sealed = SealedEntries.open(disk, directory, segment, now.directory.before());
            }
        } catch (DiskFullException full) {
            // The log itself may still have room that it had reserved. Nothing depends on this file yet.
            LOG.warn("a segment's entries are not written yet, the disk is full: {}", full.getMessage());
            now.putOff = true;
        } catch (IOException e) {
            throw new StorageFailure(
                    Reason.FLUSH_FAILED,
                    "writing the file of entries beside the segment at position "
                            + now.directory.before().position() + " failed: " + e.getMessage(),
                    e);
        }
    }

    /** A step was done. Replica loop. */
    void stepped(EntryIndex index) {
        Sealing now = sealing;
        if (now.gone) {
            sealing = null;
        } else if (now.putOff || (now.written && now.sealed.isEmpty())) {
            turnsPutOff = PUT_OFF_TURNS; // also if it cannot be read right after it was written
            sealing = null;
        } else if (now.written) {
            sealing = null;
            SealedEntries sealed = now.sealed.get();
            if (!index.sealed(sealed)) {
                sealed.release();
            }
        }
    }
}
