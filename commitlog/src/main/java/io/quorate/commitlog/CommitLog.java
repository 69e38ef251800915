package io.quorate.commitlog;

import io.quorate.commitlog.disk.Disk;
import io.quorate.raft.Invariants;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.StorageFailure.Reason;
import io.quorate.raft.log.CorruptEntryException;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.FlushLimit;
import io.quorate.raft.log.FlushMark;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.log.LogDamage;
import io.quorate.raft.log.LogStore;
import io.quorate.raft.log.ScrubResult;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The replicated log on a disk. The threads are those of {@link LogStore}, and one more kind:
 *
 * <ul>
 *   <li>the replica loop calls everything that is not named below; nothing of it touches the disk, except that reading an
 *       old entry may wait for the page to come in;
 *   <li>the flusher calls {@link #flush}, {@link #preallocateAhead}, {@link #deleteReleased}, {@link #startAt} and {@link
 *       #sealStep}, one at a time;
 *   <li>{@link #hold}, {@link #slice}, {@link #flushedPosition} and {@link #flushedMark} are for any thread.
 * </ul>
 *
 * <p>A FILLER may be up to 55 bytes longer than {@link #entryBytesMax()}: it takes a rest too small for a largest entry.
 */
public final class CommitLog implements LogStore {
    private final Closeable directoryLock;
    private final SegmentTable segments;
    private final EntryParser parser;
    private final int entryBytesMax;
    private final UnwrittenTail tail;
    private final LogReader reader;
    private final LogFlushing flushing;
    private final LogSealing sealing;
    private final Disk disk;
    private final Optional<LogDamage> damage;

    // Replica loop only; startAt replaces both while that loop waits for it.
    private EntryIndex index;
    private LogTip tip;

    CommitLog(
            CommitLogConfig config,
            Closeable directoryLock,
            Disk disk,
            SegmentTable segments,
            EntryIndex index,
            LogTip tip,
            Optional<LogDamage> damage) {
        this.damage = damage;
        this.directoryLock = directoryLock;
        this.disk = disk;
        this.segments = segments;
        this.parser = new EntryParser(config.segmentBytes());
        this.entryBytesMax = config.entryBytesMax();
        this.index = index;
        this.tip = tip;
        this.tail = new UnwrittenTail(tip);
        this.reader = new LogReader(segments, tail, index.base().position());
        LogWriter writer = new LogWriter(segments, config.preallocateAheadBytes(), tip.position());
        this.flushing = new LogFlushing(segments, tail, writer);
        this.sealing = new LogSealing(disk, config.directory(), segments);
    }

    /**
     * Opens the log in the directory, or makes an empty one. A tail that a crash tore is cut, with a line in the log of
     * the process; all that is left is on disk when this returns. If entries are missing that a flush had covered, the log is
     * cut before them, and the witness is told: the rest must come from other replicas.
     *
     * @param floor how much a flush had covered for certain
     * @param base where the log begins; what is found before it is deleted
     * @param witness writes damage down before the log is changed; {@link DamageWitness#NONE} refuses it
     * @param restorePoint where the state will be restored; what lies before it and is sealed need not be read
     * @throws StorageFailure from the witness; WRONG_FILE if the log was made
     *     with another segment size or by a newer program; READ_FAILED if another process has it, or the disk refuses
     */
    public static CommitLog open(
            CommitLogConfig config,
            Disk disk,
            RecoveryFloor floor,
            LogBase base,
            DamageWitness witness,
            RestorePoint restorePoint)
            throws StorageFailure {
        return new CommitLogOpening(config, disk, floor, base, witness, restorePoint).open();
    }

    /** As the other, for whoever applies all of the log again: all of it is read. */
    public static CommitLog open(
            CommitLogConfig config, Disk disk, RecoveryFloor floor, LogBase base, DamageWitness witness)
            throws StorageFailure {
        return open(config, disk, floor, base, witness, RestorePoint.BASE);
    }

    /** What was found missing when this log was opened. */
    public Optional<LogDamage> damage() {
        return damage;
    }

    @Override
    public int entryHeaderBytes() {
        return EntryFormat.HEADER_BYTES;
    }

    @Override
    public int entryBytesMax() {
        return entryBytesMax;
    }

    @Override
    public int fillerBytesBefore(int lengthBytes) {
        Invariants.check(
                lengthBytes >= EntryFormat.HEADER_BYTES && lengthBytes <= entryBytesMax,
                "an entry is between a header and the maximum",
                lengthBytes,
                entryBytesMax);
        int roomBytes = segments.roomAt(tip.position());
        return EntryFormat.fits(lengthBytes, roomBytes) ? 0 : roomBytes;
    }

    @Override
    public EntryMeta append(EntryKind kind, long term, long timestampMillis, int recordCount, ByteBuffer entry) {
        refuseAfterFailure();
        Invariants.check(term >= tip.term() && term > 0, "terms never decrease along the log", term, tip.term());
        Invariants.check(
                timestampMillis >= tip.timestampMillis(),
                "timestamps never decrease along the log",
                timestampMillis,
                tip.timestampMillis());
        int lengthBytes = entry.limit();
        int roomBytes = segments.roomAt(tip.position());
        if (kind == EntryKind.FILLER) {
            Invariants.check(lengthBytes == roomBytes, "a filler ends with its segment", lengthBytes, roomBytes);
        } else {
            Invariants.check(lengthBytes <= entryBytesMax, "an entry is not too long", lengthBytes, entryBytesMax);
        }
        Invariants.check(EntryFormat.fits(lengthBytes, roomBytes), "no entry spans segments", lengthBytes, roomBytes);
        LogTip next = EntryFormat.seal(entry, kind, term, timestampMillis, recordCount, tip);
        return add(entry, next);
    }

    @Override
    public List<EntryMeta> parse(ByteBuffer bytes) throws CorruptEntryException {
        return parser.parse(bytes);
    }

    @Override
    public void appendReceived(EntryMeta meta, ByteBuffer entry) throws CorruptEntryException {
        refuseAfterFailure();
        ByteBuffer whole = entry.slice();
        Invariants.check(
                whole.limit() == meta.lengthBytes(),
                "an entry is as long as parsed",
                whole.limit(),
                meta.lengthBytes());
        Invariants.check(meta.index() == tip.index() + 1, "an entry is the next one", meta.index(), tip.index());
        Frame frame = EntryFormat.judgeLink(whole, 0, tip);
        if (frame != Frame.GOOD) {
            throw new CorruptEntryException("entry " + meta.index() + " of term " + meta.term()
                    + " does not continue our log, which ends with term " + tip.term() + ": " + frame);
        }
        add(whole, EntryFormat.tipAfter(whole, 0));
    }

    private EntryMeta add(ByteBuffer whole, LogTip next) {
        EntryMeta meta = EntryFormat.meta(whole, 0);
        ByteBuffer kept = whole.duplicate().position(0);
        index.add(meta, EntryFormat.kind(whole, 0));
        tail.append(meta, kept);
        tip = next;
        return meta;
    }

    @Override
    public void truncateFrom(long fromIndex) {
        Invariants.check(
                fromIndex >= firstIndex() && fromIndex <= tip.index(),
                "there is something to truncate",
                fromIndex,
                firstIndex(),
                tip.index());
        tip = tipAfter(fromIndex - 1);
        index.truncateFrom(fromIndex);
        tail.truncate(tip.position(), tip.index(), tip.term());
    }

    @Override
    public long generation() {
        return tail.mark().generation();
    }

    @Override
    public long firstIndex() {
        return index.base().index() + 1;
    }

    @Override
    public long lastIndex() {
        return index.lastIndex();
    }

    @Override
    public long termAt(long entryIndex) {
        return index.termAt(entryIndex);
    }

    @Override
    public EntryMeta entryAt(long entryIndex) {
        return index.entryAt(entryIndex);
    }

    @Override
    public long configurationIndexUpTo(long entryIndex) {
        return index.configurationIndexUpTo(entryIndex);
    }

    @Override
    public long endPosition() {
        return tip.position();
    }

    @Override
    public long lastTimestampMillis() {
        return tip.timestampMillis();
    }

    /** Fingerprint of the whole log: two logs with the same one at the same index are the same. */
    public long fingerprint() {
        return tip.fingerprint();
    }

    @Override
    public ByteBuffer read(long entryIndex) {
        long position = index.positionOf(entryIndex);
        return reader.view(position, (int) (index.endPositionOf(entryIndex) - position));
    }

    @Override
    public Range readRange(long firstIndex, int bytesMax) {
        if (firstIndex > lastIndex()) {
            return new Range(firstIndex, firstIndex - 1, List.of(), 0);
        }
        long start = index.positionOf(firstIndex);
        long lastIndex = Math.max(firstIndex, index.lastIndexEndingBy(start + bytesMax));
        long end = index.endPositionOf(lastIndex);
        return new Range(firstIndex, lastIndex, reader.pieces(start, end), (int) (end - start));
    }

    /**
     * Bytes of the log. Any thread, for positions the caller knows to be committed: others may be overwritten while they are
     * read. Copies nothing when the range is within one entry, or within one segment of what is flushed.
     *
     * @return to be closed, soon
     * @throws IndexOutOfBoundsException if the log has no such bytes (any more)
     */
    public LogSlice hold(long position, int lengthBytes) {
        return reader.hold(position, lengthBytes);
    }

    /** As {@link #hold}, copied: for a few bytes, or for long. */
    public ByteBuffer slice(long position, int lengthBytes) {
        return reader.copy(position, lengthBytes);
    }

    @Override
    public EntryKind kindAt(ByteBuffer bytes, int offset) {
        return EntryFormat.kind(bytes, offset);
    }

    @Override
    public LogBase base() {
        return index.base();
    }

    @Override
    public LogBase baseAfter(long entryIndex) {
        if (entryIndex == index.lastIndex()) {
            return tip.asBase();
        }
        return entryIndex == index.base().index()
                ? index.base()
                : tipAfter(entryIndex).asBase();
    }

    /** The log's tip were it cut after this entry, which is not the newest. */
    private LogTip tipAfter(long entryIndex) {
        return index.knownTipAfter(entryIndex).orElseGet(() -> tipAfterReading(entryIndex));
    }

    private LogTip tipAfterReading(long entryIndex) {
        // The entry after it tells the fingerprint of what comes before, so none has to be kept in memory.
        long fingerprint = EntryFormat.fingerprint(read(entryIndex + 1), 0);
        LogBase base = index.base();
        long timestampMillis =
                entryIndex == base.index() ? base.timestampMillis() : EntryFormat.timestampMillis(read(entryIndex), 0);
        return new LogTip(
                entryIndex, index.termAt(entryIndex), index.endPositionOf(entryIndex), timestampMillis, fingerprint);
    }

    @Override
    public boolean endsSegment(long entryIndex) {
        return index.endPositionOf(entryIndex) % segments.segmentBytes() == 0;
    }

    @Override
    public void releaseBefore(LogBase newBase) {
        Invariants.check(
                newBase.index() >= index.base().index() && newBase.position() <= tail.flushedPosition(),
                "what is released is flushed",
                newBase.index(),
                newBase.position(),
                tail.flushedPosition());
        index.releaseBefore(newBase);
        reader.startPosition(newBase.position());
    }

    @Override
    public void deleteReleased(LogBase storedBase) throws StorageFailure {
        flushing.deleteBefore(storedBase.position());
    }

    @Override
    public void startAt(LogBase newBase) throws StorageFailure {
        Invariants.check(
                newBase.position() >= index.base().position(),
                "a base never moves back",
                newBase.position(),
                index.base().position());
        reader.startPosition(newBase.position());
        index.release();
        index = new EntryIndex(disk, segments.segmentBytes(), newBase);
        tip = LogTip.at(newBase);
        flushing.startAt(newBase);
    }

    @Override
    public boolean startSealing(long settledIndex) {
        return sealing.start(this, index, settledIndex);
    }

    @Override
    public void sealStep() throws StorageFailure {
        sealing.step();
    }

    @Override
    public void sealStepped() {
        sealing.stepped(index);
    }

    @Override
    public long segmentStart(long position) {
        return position - position % segments.segmentBytes();
    }

    @Override
    public LogBase placeBefore(long entryIndex) {
        return new SoundPlaces(index, reader, segments.segmentBytes()).before(entryIndex);
    }

    @Override
    public Optional<LogBase> placeAfter(long entryIndex, long endPosition) {
        return new SoundPlaces(index, reader, segments.segmentBytes()).after(entryIndex, endPosition);
    }

    @Override
    public List<EntryMeta> parseAfter(LogBase from, ByteBuffer bytes) throws CorruptEntryException {
        List<EntryMeta> entries = parser.parse(bytes);
        if (entries.isEmpty() || EntryFormat.judgeLink(bytes.slice(), 0, LogTip.at(from)) != Frame.GOOD) {
            throw new CorruptEntryException("they do not continue this log after index " + from.index());
        }
        long segmentEnd = segmentStart(from.position()) + segments.segmentBytes();
        int count = 0;
        while (count < entries.size()
                && isOurs(entries.get(count))
                && entries.get(count).endPosition() <= segmentEnd) {
            count++;
        }
        if (count == 0) {
            throw new CorruptEntryException("entry " + entries.get(0).index() + " of term "
                    + entries.get(0).term() + " is not the one that this log has there");
        }
        return entries.subList(0, count);
    }

    private boolean isOurs(EntryMeta entry) {
        return entry.index() <= index.lastIndex()
                && index.entryAt(entry.index()).equals(entry);
    }

    @Override
    public ScrubResult checkStored(LogBase from, long endPosition, int bytesMax) {
        return flushing.checkStored(from, endPosition, bytesMax);
    }

    @Override
    public ScrubResult rewrite(LogBase from, ByteBuffer entries) throws StorageFailure {
        return flushing.rewrite(from, entries);
    }

    @Override
    public long unflushedBytes() {
        return tip.position() - tail.flushedPosition();
    }

    @Override
    public FlushMark flush(FlushLimit limit) throws StorageFailure {
        return flushing.flush(limit);
    }

    @Override
    public boolean preallocateAhead() throws StorageFailure {
        return flushing.preallocateAhead();
    }

    private void refuseAfterFailure() {
        StorageFailure earlier = flushing.failure();
        if (earlier != null) {
            throw new IllegalStateException("the log takes no more entries: " + earlier.getMessage(), earlier);
        }
    }

    @Override
    public FlushMark flushedMark() {
        return tail.mark();
    }

    /** Everything before it is flushed. Any thread. */
    public long flushedPosition() {
        return tail.flushedPosition();
    }

    /**
     * Gives files and directory back. What was not flushed is dropped: it was promised to nobody. The flusher must have
     * stopped.
     */
    @Override
    public void close() throws StorageFailure {
        try {
            segments.close();
            index.release();
            directoryLock.close();
        } catch (IOException e) {
            throw new StorageFailure(Reason.FLUSH_FAILED, "closing the log failed: " + e.getMessage(), e);
        }
    }
}
