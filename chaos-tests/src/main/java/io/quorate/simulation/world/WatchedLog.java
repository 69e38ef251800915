package io.quorate.simulation.world;

import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.CorruptEntryException;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.FlushLimit;
import io.quorate.raft.log.FlushMark;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.log.LogStore;
import io.quorate.raft.log.ScrubResult;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** A log that tells of truncations before it makes them. */
final class WatchedLog implements LogStore {
    private final LogStore log;
    private final LongConsumer truncation;

    WatchedLog(LogStore log, LongConsumer truncation) {
        this.log = log;
        this.truncation = truncation;
    }

    @Override
    public void truncateFrom(long index) {
        truncation.accept(index);
        log.truncateFrom(index);
    }

    @Override
    public int entryHeaderBytes() {
        return log.entryHeaderBytes();
    }

    @Override
    public int entryBytesMax() {
        return log.entryBytesMax();
    }

    @Override
    public int fillerBytesBefore(int lengthBytes) {
        return log.fillerBytesBefore(lengthBytes);
    }

    @Override
    public EntryMeta append(EntryKind kind, long term, long timestampMillis, int recordCount, ByteBuffer entry) {
        return log.append(kind, term, timestampMillis, recordCount, entry);
    }

    @Override
    public List<EntryMeta> parse(ByteBuffer bytes) throws CorruptEntryException {
        return log.parse(bytes);
    }

    @Override
    public void appendReceived(EntryMeta meta, ByteBuffer entry) throws CorruptEntryException {
        log.appendReceived(meta, entry);
    }

    @Override
    public long generation() {
        return log.generation();
    }

    @Override
    public ByteBuffer read(long index) {
        return log.read(index);
    }

    @Override
    public Range readRange(long firstIndex, int bytesMax) {
        return log.readRange(firstIndex, bytesMax);
    }

    @Override
    public long lastTimestampMillis() {
        return log.lastTimestampMillis();
    }

    @Override
    public long unflushedBytes() {
        return log.unflushedBytes();
    }

    @Override
    public FlushMark flush(FlushLimit limit) throws StorageFailure {
        return log.flush(limit);
    }

    @Override
    public boolean preallocateAhead() throws StorageFailure {
        return log.preallocateAhead();
    }

    @Override
    public FlushMark flushedMark() {
        return log.flushedMark();
    }

    @Override
    public LogBase base() {
        return log.base();
    }

    @Override
    public LogBase baseAfter(long index) {
        return log.baseAfter(index);
    }

    @Override
    public boolean endsSegment(long index) {
        return log.endsSegment(index);
    }

    @Override
    public EntryKind kindAt(ByteBuffer bytes, int offset) {
        return log.kindAt(bytes, offset);
    }

    @Override
    public void releaseBefore(LogBase newBase) {
        log.releaseBefore(newBase);
    }

    @Override
    public void deleteReleased(LogBase storedBase) throws StorageFailure {
        log.deleteReleased(storedBase);
    }

    @Override
    public void startAt(LogBase newBase) throws StorageFailure {
        log.startAt(newBase);
    }

    @Override
    public boolean startSealing(long settledIndex) {
        return log.startSealing(settledIndex);
    }

    @Override
    public void sealStep() throws StorageFailure {
        log.sealStep();
    }

    @Override
    public void sealStepped() {
        log.sealStepped();
    }

    @Override
    public long segmentStart(long position) {
        return log.segmentStart(position);
    }

    @Override
    public LogBase placeBefore(long index) {
        return log.placeBefore(index);
    }

    @Override
    public Optional<LogBase> placeAfter(long index, long endPosition) {
        return log.placeAfter(index, endPosition);
    }

    @Override
    public List<EntryMeta> parseAfter(LogBase from, ByteBuffer bytes) throws CorruptEntryException {
        return log.parseAfter(from, bytes);
    }

    @Override
    public ScrubResult checkStored(LogBase from, long endPosition, int bytesMax) {
        return log.checkStored(from, endPosition, bytesMax);
    }

    @Override
    public ScrubResult rewrite(LogBase from, ByteBuffer entries) throws StorageFailure {
        return log.rewrite(from, entries);
    }

    @Override
    public long configurationIndexUpTo(long index) {
        return log.configurationIndexUpTo(index);
    }

    @Override
    public void close() throws StorageFailure {
        log.close();
    }

    @Override
    public long firstIndex() {
        return log.firstIndex();
    }

    @Override
    public long lastIndex() {
        return log.lastIndex();
    }

    @Override
    public long termAt(long index) {
        return log.termAt(index);
    }

    @Override
    public EntryMeta entryAt(long index) {
        return log.entryAt(index);
    }

    @Override
    public long endPosition() {
        return log.endPosition();
    }
}
