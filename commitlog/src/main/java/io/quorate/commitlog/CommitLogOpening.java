package io.quorate.commitlog;

import io.quorate.commitlog.Recovery.Verdict;
import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.disk.DiskFullException;
import io.quorate.raft.Invariants;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.StorageFailure.Reason;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.log.LogDamage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a log from its files into memory, once. */
final class CommitLogOpening {
    private static final Logger LOG = LoggerFactory.getLogger(CommitLog.class);

    private final CommitLogConfig config;
    private final Disk disk;
    private final RecoveryFloor floor;
    private final LogBase base;
    private final DamageWitness witness;
    private final RestorePoint restorePoint;
    private final Path directory;

    CommitLogOpening(
            CommitLogConfig config,
            Disk disk,
            RecoveryFloor floor,
            LogBase base,
            DamageWitness witness,
            RestorePoint restorePoint) {
        this.config = config;
        this.disk = disk;
        this.floor = floor;
        this.base = base;
        this.witness = witness;
        this.restorePoint = restorePoint;
        this.directory = config.directory();
    }

    CommitLog open() throws StorageFailure {
        Closeable lock = null;
        SegmentTable segments = null;
        try {
            disk.createDirectories(directory);
            lock = disk.lock(directory);
            SegmentSizeFile.checkOrCreate(disk, directory, config.segmentBytes());
            checkBase();
            segments = SegmentTable.open(disk, directory, config.segmentBytes(), base.position());
            // A process that was killed between making a name and forcing it left one that a power loss would
            // still take, and with it whatever is flushed into the file from now on.
            disk.forceDirectory(directory);
            return recover(lock, segments);
        } catch (IOException e) {
            release(segments, lock, e);
            Reason reason = e instanceof DiskFullException ? Reason.DISK_FULL : Reason.READ_FAILED;
            throw new StorageFailure(reason, "opening the log in " + directory + " failed: " + e.getMessage(), e);
        } catch (StorageFailure e) {
            release(segments, lock, e);
            throw e;
        }
    }

    private CommitLog recover(Closeable lock, SegmentTable segments) throws IOException, StorageFailure {
        EntryIndex index = new EntryIndex(disk, config.segmentBytes(), base);
        LogScan.Result scanned = scan(segments, index);
        LogTip tip = scanned.tip();
        Optional<LogDamage> damage = damageIn(scanned, segments, index);
        if (damage.isPresent()) {
            witness.saw(damage.get()); // before anything here changes what shows it
            LOG.error(
                    "log damaged, cut lastIndex={} position={} flushedIndex={} why={}. This replica does not vote until it has"
                            + " got back from its leader what it lost.",
                    tip.index(),
                    tip.position(),
                    damage.get().flushedIndex(),
                    damage.get().what());
            segments.deleteUnusable();
        }
        deleteIndexesFrom(tip.position());
        new LogWriter(segments, 0, tip.position()).rewriteAndForce(floor.flushedPosition(), tip.position());
        LOG.info(
                "log opened firstIndex={} lastIndex={} term={} position={} floorIndex={} directory={}",
                base.index() + 1,
                tip.index(),
                tip.term(),
                tip.position(),
                floor.flushedIndex(),
                directory);
        return new CommitLog(config, lock, disk, segments, index, tip, damage);
    }

    /**
     * Segments that have a file of their entries are not read, but for those whose entries will be applied again: what is
     * applied was checked in this life of the process.
     */
    private LogScan.Result scan(SegmentTable segments, EntryIndex index) throws IOException, StorageFailure {
        Knowledge knowledge = new Knowledge(index);
        LogScan.Result scanned = LogScan.scan(segments, LogTip.at(base), index::add, knowledge);
        long appliedFrom = restorePoint.choose(knowledge.places).position();
        Optional<SealedEntries> unsound = index.firstUnsound(appliedFrom);
        if (unsound.isEmpty()) {
            return scanned;
        }
        LogTip before = unsound.get().directory().before();
        index.truncateFrom(before.index() + 1);
        return LogScan.scan(segments, before, index::add, (segment, tip) -> Optional.empty());
    }

    /** What the files beside the segments tell, and what a scan found, as the places where segments end. */
    private final class Knowledge implements LogScan.Known {
        private final EntryIndex index;
        private final List<LogBase> places = new ArrayList<>(List.of(base));

        Knowledge(EntryIndex index) {
            this.index = index;
        }

        @Override
        public Optional<LogTip> tipAfter(Segment segment, LogTip before) throws IOException {
            Optional<SealedEntries> sealed = SealedEntries.open(disk, directory, segment, before);
            sealed.ifPresent(index::add);
            return sealed.map(entries -> entries.directory().after());
        }

        @Override
        public void passed(LogTip after) {
            places.add(after.asBase());
        }
    }

    /**
     * What goes on in a segment that is not whole is of no file that is there. Gone for certain before anything is written
     * into that segment: or a crash would leave a file that tells of what was there before.
     */
    private void deleteIndexesFrom(long endPosition) throws IOException {
        long startPosition = endPosition - endPosition % config.segmentBytes();
        if (IndexFiles.delete(disk, directory, start -> start >= startPosition)) {
            LOG.warn("indexes of segments that are not whole deleted fromPosition={}", startPosition);
            disk.forceDirectory(directory);
        }
    }

    private void checkBase() throws StorageFailure {
        boolean fits = base.position() % config.segmentBytes() == 0
                && floor.flushedIndex() >= base.index()
                && floor.flushedPosition() >= base.position();
        if (!fits) {
            throw new StorageFailure(
                    Reason.WRONG_FILE,
                    "the log in " + directory + " is to begin at position " + base.position() + ", index "
                            + base.index() + ", and to reach position " + floor.flushedPosition() + ", index "
                            + floor.flushedIndex() + ": no log does, with segments of " + config.segmentBytes()
                            + " bytes; the hard state is of another one");
        }
    }

    /** Looks at how the scan ended: where a log may end after a crash, or where only damage ends it. */
    private Optional<LogDamage> damageIn(LogScan.Result scanned, SegmentTable segments, EntryIndex index)
            throws StorageFailure {
        LogTip tip = scanned.tip();
        Verdict verdict = Recovery.judge(scanned.frame(), tip.position() < floor.flushedPosition());
        Optional<String> what = switch (verdict) {
            case DAMAGED ->
                Optional.of("the entry after index " + tip.index() + " is damaged (" + scanned.frame()
                        + "), at position " + tip.position() + " in " + fileOf(tip.position())
                        + ", although the log had been flushed up to index " + floor.flushedIndex()
                        + ", position " + floor.flushedPosition());
            case REFUSE ->
                throw new StorageFailure(
                        Reason.WRONG_FILE,
                        "the entry at position " + tip.position() + " in " + fileOf(tip.position())
                                + " was written by a newer program: start that one");
            case CUT -> {
                LOG.warn(
                        "unflushed tail cut lastIndex={} position={} why={} file={}",
                        tip.index(),
                        tip.position(),
                        scanned.frame(),
                        fileOf(tip.position()));
                yield floorMissed(index);
            }
            case END_OF_LOG -> floorMissed(index);
            case KEEP -> throw Invariants.unreachable("a scan ended at a good entry");
        };
        return segments.defect().or(() -> what).map(sentence -> damage(index, sentence));
    }

    private LogDamage damage(EntryIndex index, String sentence) {
        long keptIndex = index.lastIndexEndingBy(floor.flushedPosition());
        return new LogDamage(
                keptIndex,
                index.endPositionOf(keptIndex),
                Math.max(floor.flushedIndex(), index.lastIndex() + 1),
                sentence);
    }

    /**
     * The log reaches the floor; its entries must also meet it. If they do not, they are those of another time: of before a
     * truncation, say, and a copy of old blocks brought them back. They may stay: the leader will tell which are good.
     */
    private Optional<String> floorMissed(EntryIndex index) {
        boolean meets = floor.flushedIndex() <= index.lastIndex()
                && index.endPositionOf(floor.flushedIndex()) == floor.flushedPosition();
        return meets
                ? Optional.empty()
                : Optional.of("entry " + floor.flushedIndex() + " was flushed and ended at position "
                        + floor.flushedPosition() + ", but no such entry ends there in "
                        + fileOf(Math.max(0, floor.flushedPosition() - 1)));
    }

    private Path fileOf(long position) {
        return directory.resolve(Segment.nameOf(position - position % config.segmentBytes()));
    }

    private static void release(SegmentTable segments, Closeable lock, Exception why) {
        closeOrSuppress(segments == null ? null : segments::close, why);
        closeOrSuppress(lock, why);
    }

    private static void closeOrSuppress(Closeable resource, Exception why) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }
}
