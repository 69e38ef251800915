package io.quorate.commitlog;

import io.quorate.commitlog.UnwrittenTail.Waiting;
import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.disk.DiskFullException;
import io.quorate.raft.Invariants;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.StorageFailure.Reason;
import io.quorate.raft.log.CorruptEntryException;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.FlushLimit;
import io.quorate.raft.log.FlushMark;
import io.quorate.raft.log.LogStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The replicated log on a disk. The threads are those of {@link LogStore}, and one more kind:
 *
 * <ul>
 *   <li>the replica loop calls everything that is not named below; nothing of it touches the disk, except that reading an
 *       old entry may wait for the page to come in;
 *   <li>the flusher calls {@link #flush} and {@link #preallocateAhead}, one at a time;
 *   <li>{@link #slice}, {@link #flushedPosition} and {@link #flushedMark} are for any thread.
 * </ul>
 *
 * <p>A FILLER may be up to 55 bytes longer than {@link #entryBytesMax()}: it takes a rest too small for a largest entry.
 */
public final class CommitLog implements LogStore {
    private final Closeable directoryLock;
    private final SegmentTable segments;
    private final EntryParser parser;
    private final int entryBytesMax;
    private final EntryIndex index;
    private final UnwrittenTail tail;
    private final LogWriter writer;

    private LogTip tip; // replica loop only

    // Once set, stays: what a failed write or force left is unknown.
    private volatile StorageFailure failure;

    CommitLog(CommitLogConfig config, Closeable directoryLock, SegmentTable segments, EntryIndex index, LogTip tip) {
        this.directoryLock = directoryLock;
        this.segments = segments;
        this.parser = new EntryParser(config.segmentBytes());
        this.entryBytesMax = config.entryBytesMax();
        this.index = index;
        this.tip = tip;
        this.tail = new UnwrittenTail(tip);
        this.writer = new LogWriter(segments, config.preallocateAheadBytes(), tip.position());
    }

    /**
     * Opens the log in the directory, or makes an empty one. A tail that a crash tore is cut, with a line in the log of
     * the process; all that is left is on disk when this returns.
     *
     * @param floor how much a flush had covered for certain
     * @throws StorageFailure DAMAGED if something below the floor is missing or changed; WRONG_FILE if the log was made
     *     with another segment size or by a newer program; READ_FAILED if another process has it, or the disk refuses
     */
    public static CommitLog open(CommitLogConfig config, Disk disk, RecoveryFloor floor) throws StorageFailure {
        return new CommitLogOpening(config, disk, floor).open();
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
        index.add(meta);
        tail.append(meta, kept);
        tip = next;
        return meta;
    }

    @Override
    public void truncateFrom(long fromIndex) {
        Invariants.check(
                fromIndex >= 1 && fromIndex <= tip.index(), "there is something to truncate", fromIndex, tip.index());
        // The entry to go tells the fingerprint of what stays, so none has to be kept in memory.
        long fingerprint = EntryFormat.fingerprint(read(fromIndex), 0);
        long lastIndex = fromIndex - 1;
        long timestampMillis = lastIndex == 0 ? 0 : EntryFormat.timestampMillis(read(lastIndex), 0);
        tip = new LogTip(lastIndex, index.termAt(lastIndex), index.positionOf(fromIndex), timestampMillis, fingerprint);
        index.truncateFrom(fromIndex);
        tail.truncate(tip.position(), tip.index(), tip.term());
    }

    @Override
    public EntryKind kindAt(ByteBuffer bytes, int offset) {
        return EntryFormat.kind(bytes, offset);
    }

    @Override
    public long configurationIndexUpTo(long entryIndex) {
        for (long at = entryIndex; at >= firstIndex(); at--) {
            if (EntryFormat.kind(read(at), 0) == EntryKind.CONFIGURATION) {
                return at;
            }
        }
        return 0;
    }

    @Override
    public long generation() {
        return tail.mark().generation();
    }

    @Override
    public long firstIndex() {
        return 1;
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
        return slice(position, (int) (index.endPositionOf(entryIndex) - position));
    }

    @Override
    public Range readRange(long firstIndex, int bytesMax) {
        if (firstIndex > lastIndex()) {
            return new Range(firstIndex, firstIndex - 1, List.of(), 0);
        }
        long start = index.positionOf(firstIndex);
        long lastIndex = Math.max(firstIndex, index.lastIndexEndingBy(start + bytesMax));
        long end = index.endPositionOf(lastIndex);
        List<ByteBuffer> buffers = new ArrayList<>();
        long at = start;
        while (at < end) {
            ByteBuffer piece = pieceAt(at, end);
            buffers.add(piece);
            at += piece.remaining();
        }
        return new Range(firstIndex, lastIndex, buffers, (int) (end - start));
    }

    /**
     * Bytes of the log, read-only. Any thread, for positions the caller knows to be committed; usable until closed and
     * longer. Bytes that are not committed may be overwritten while they are read. Copies nothing when the range is
     * within one entry.
     *
     * @throws IndexOutOfBoundsException if the log has no such bytes
     */
    public ByteBuffer slice(long position, int lengthBytes) {
        if (position < 0 || lengthBytes < 0) {
            throw new IndexOutOfBoundsException("no " + lengthBytes + " bytes at position " + position);
        }
        if (lengthBytes == 0) {
            return ByteBuffer.allocate(0).asReadOnlyBuffer();
        }
        long end = position + lengthBytes;
        ByteBuffer piece = pieceAt(position, end);
        if (piece.remaining() == lengthBytes) {
            return piece;
        }
        ByteBuffer whole = ByteBuffer.allocate(lengthBytes).put(piece);
        while (whole.hasRemaining()) {
            whole.put(pieceAt(end - whole.remaining(), end));
        }
        return whole.flip().asReadOnlyBuffer();
    }

    /** As many bytes of {@code [position, end)} as lie together, at least one. See UnwrittenTail for why it is safe. */
    private ByteBuffer pieceAt(long position, long end) {
        while (true) {
            long flushed = tail.flushedPosition();
            if (position < flushed) {
                long pieceEnd = Math.min(end, flushed);
                int lengthBytes = (int) Math.min(segments.roomAt(position), pieceEnd - position);
                return segments.at(position).slice(position, lengthBytes);
            }
            Waiting found = tail.find(position);
            if (found != null) {
                int offset = (int) (position - found.meta().position());
                int lengthBytes = (int) (Math.min(end, found.meta().endPosition()) - position);
                return found.bytes().slice(offset, lengthBytes).asReadOnlyBuffer();
            }
            if (flushed == tail.flushedPosition()) {
                throw new IndexOutOfBoundsException("the log has no byte at position " + position);
            }
        }
    }

    @Override
    public long unflushedBytes() {
        return tip.position() - tail.flushedPosition();
    }

    @Override
    public FlushMark flush(FlushLimit limit) throws StorageFailure {
        StorageFailure earlier = failure;
        if (earlier != null) {
            throw new StorageFailure(earlier.reason(), "a flush failed before: " + earlier.getMessage(), earlier);
        }
        List<Waiting> taken = tail.take(limit);
        if (taken.isEmpty()) {
            return tail.mark();
        }
        try {
            writer.writeAndForce(taken);
        } catch (IOException e) {
            throw failed(e);
        }
        return tail.flushed(taken);
    }

    @Override
    public boolean preallocateAhead() throws StorageFailure {
        if (failure != null) {
            return false;
        }
        try {
            return writer.preallocateStep(tail.flushedPosition());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private StorageFailure failed(IOException cause) {
        Reason reason = cause instanceof DiskFullException ? Reason.DISK_FULL : Reason.FLUSH_FAILED;
        failure = new StorageFailure(
                reason,
                "writing the log after position " + tail.flushedPosition() + " failed: " + cause.getMessage(),
                cause);
        return failure;
    }

    private void refuseAfterFailure() {
        StorageFailure earlier = failure;
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
            try {
                segments.close();
            } finally {
                directoryLock.close();
            }
        } catch (IOException e) {
            throw new StorageFailure(Reason.FLUSH_FAILED, "closing the log failed: " + e.getMessage(), e);
        }
    }
}
