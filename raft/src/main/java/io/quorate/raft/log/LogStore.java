package io.quorate.raft.log;

import io.quorate.raft.StorageFailure;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The replicated log: a sequence of bytes cut into entries, identical on every replica. Implemented by the commitlog
 * module; the replica drives it.
 *
 * <p>Two threads meet here. Everything is called by the replica loop alone, except {@link #flush}, {@link
 * #preallocateAhead}, {@link #deleteReleased} and {@link #startAt}, which the flusher calls, one call at a time. Appending
 * never touches the disk: bytes wait in memory until the next flush writes and forces them, and can be read meanwhile.
 *
 * <p>A log may begin at a {@linkplain LogBase base}. It moves in two ways, and in both the hard state with the new base is on
 * disk first, so that the next opening knows it: forward within the log ({@link #releaseBefore}, {@link #deleteReleased}),
 * or to wherever a snapshot from the leader ends ({@link #startAt}).
 */
public interface LogStore extends LogView, AutoCloseable {
    /** Bytes an entry's header takes in front of its records. */
    int entryHeaderBytes();

    /** Largest entry, header included, that can ever be appended. */
    int entryBytesMax();

    /**
     * Bytes of the FILLER entry that must be appended first so that an entry of {@code lengthBytes} does not span two
     * segments; 0 when it fits where the log now ends.
     */
    int fillerBytesBefore(int lengthBytes);

    /**
     * Appends an entry this replica makes as leader. {@code entry} holds header space and then the records, from position
     * 0 to its limit; the header is filled in here (index, term, position, timestamp, fingerprint, checksum). The log
     * keeps the buffer: the caller must not touch it again.
     *
     * @return what was appended: index {@code lastIndex() + 1}, position {@code endPosition()}
     */
    EntryMeta append(EntryKind kind, long term, long timestampMillis, int recordCount, ByteBuffer entry);

    /**
     * Checks entries as a peer sent them, back to back: lengths, versions, checksums. Nothing is appended.
     *
     * @return the entries found, covering {@code bytes} exactly
     * @throws CorruptEntryException if anything is wrong: the sender's message is to be ignored
     */
    List<EntryMeta> parse(ByteBuffer bytes) throws CorruptEntryException;

    /**
     * Appends an entry made by a leader, as it was parsed. It must continue this log: index, position and fingerprint.
     * The bytes are kept, not copied: the caller must not change them.
     *
     * @throws CorruptEntryException if its fingerprint does not continue this log, whose prefix then differs from the
     *     leader's although index and term agree: the caller must stop the node
     */
    void appendReceived(EntryMeta meta, ByteBuffer entry) throws CorruptEntryException;

    /** Removes the entries from {@code index} on. They are uncommitted; the caller has made sure. */
    void truncateFrom(long index);

    /** Grows by one with every {@link #truncateFrom} and {@link #startAt}. See {@link FlushMark#generation()}. */
    long generation();

    /**
     * The whole entry at {@code index}, header included, read-only. To be read before {@link #releaseBefore}, {@link #startAt}
     * or {@link #close} is called next, and not handed to another thread: it may be mapped from a file that then goes.
     */
    ByteBuffer read(long index);

    /**
     * Whole entries from {@code firstIndex} on, up to {@code bytesMax} but at least one, read-only and back to back, for
     * replication. Empty when there is no such entry. They may be kept and handed to any thread.
     *
     * @param lastIndex the newest entry contained
     */
    record Range(long firstIndex, long lastIndex, List<ByteBuffer> buffers, int lengthBytes) {}

    Range readRange(long firstIndex, int bytesMax);

    /** The leader's clock in the header of the newest entry, in ms; 0 when empty. Never decreases along the log. */
    long lastTimestampMillis();

    /** Bytes appended and not yet flushed. */
    long unflushedBytes();

    /**
     * Writes what was appended so far, within the limit, and forces it to the disk. Flusher thread only; blocks. A disk
     * without space is no failure: then nothing new counts as flushed, {@link #isOutOfSpace} says so, and the same may be
     * tried again at any time.
     *
     * @param limit what may be written; the rest goes on waiting
     * @throws StorageFailure if the disk refused. It must not be tried again: what the failed flush left is unknown
     */
    FlushMark flush(FlushLimit limit) throws StorageFailure;

    /** Whether the newest {@link #flush} with something to write found no space for it. Any thread. */
    boolean isOutOfSpace();

    /**
     * Reserves a bounded step of room ahead of the log's end, so that flushes stay fast. Flusher thread, when it has nothing
     * to flush; blocks for a few milliseconds. Does nothing where there is no space.
     *
     * @return whether there is more to do
     * @throws StorageFailure as {@link #flush}, and as final
     */
    boolean preallocateAhead() throws StorageFailure;

    /** Newest entry known to be flushed. Right after opening: all of the log. */
    FlushMark flushedMark();

    /** What came before the first kept entry. */
    LogBase base();

    /** The position behind the entry at this index, or the base's for the base's. */
    default long endPositionOf(long index) {
        LogBase base = base();
        return index == base.index() ? base.position() : entryAt(index).endPosition();
    }

    /**
     * The base of a log that starts after this entry.
     *
     * @param index in {@code firstIndex() - 1 .. lastIndex()}
     */
    LogBase baseAfter(long index);

    /** Whether the entry is the last of its segment, so that a base may lie behind it. Same range as {@link #baseAfter}. */
    boolean endsSegment(long index);

    /** Kind of the entry that starts at {@code offset}, among bytes that {@link #parse} or {@link #read} gave. */
    EntryKind kindAt(ByteBuffer bytes, int offset);

    /**
     * Moves the base forward: entries up to {@code newBase.index()} are no longer there, for anyone. Their files stay until
     * {@link #deleteReleased}. Replica loop; touches no disk.
     *
     * @param newBase from {@link #baseAfter}, at the end of a segment, flushed
     */
    void releaseBefore(LogBase newBase);

    /**
     * Deletes the files of what was released up to this base. Bytes handed out before stay readable. Flusher.
     *
     * @param storedBase as in the hard state on disk: a later one may have been released since, and has to wait
     * @throws StorageFailure as {@link #flush}, and as final
     */
    void deleteReleased(LogBase storedBase) throws StorageFailure;

    /**
     * Whether a step of sealing is to be done: for a segment that ends by this entry, and therefore never changes again,
     * where its entries are is to be written into a file, so that it need not be in memory, nor be looked for at the next
     * opening. Replica loop; touches no disk.
     *
     * @param settledIndex flushed here, applied, hence committed
     */
    boolean startSealing(long settledIndex);

    /**
     * Does the step that {@link #startSealing} asked for; short enough that a flush may wait for it. Flusher.
     *
     * @throws StorageFailure as {@link #flush}, and as final; not if space is what is missing: it is put off
     */
    void sealStep() throws StorageFailure;

    /** The step was done. Replica loop. */
    void sealStepped();

    /**
     * Drops all entries, flushed or not: the log is empty after {@code newBase}. Counts as a truncation: what a flush before
     * it tells is of an older {@linkplain #generation() generation}. Flusher, while the replica loop leaves the log alone
     * until told that this returned; the hard state with that base must be on disk. A crash in the middle leaves a log that
     * opens at that base, and may still have entries after it, if they continue it.
     *
     * @param newBase at the end of a segment, not before the present base
     * @throws StorageFailure as {@link #flush}, and as final
     */
    void startAt(LogBase newBase) throws StorageFailure;

    /** Where the segment starts that this position of the log is in. */
    long segmentStart(long position);

    /**
     * A place from which {@link #checkStored} can find this entry: after the nearest sound entry before it. Looks at the
     * entries before it, as few as it can.
     *
     * @param index of a kept entry
     */
    LogBase placeBefore(long index);

    /**
     * The nearest place after this entry that is followed by a sound one; for going on behind damage.
     *
     * @param endPosition how far to look
     * @return empty if none was found; entries in the middle of a segment that is damaged for long are not looked at
     */
    Optional<LogBase> placeAfter(long index, long endPosition);

    /**
     * Checks entries that a peer sent for this place, as {@link #parse} does, and that they continue what comes before it.
     *
     * @param from as for {@link #checkStored}
     * @return those that are this log's own: the same index, term, position and length, within the segment of the first one
     * @throws CorruptEntryException if anything is wrong with them, or the first one is not this log's
     */
    List<EntryMeta> parseAfter(LogBase from, ByteBuffer bytes) throws CorruptEntryException;

    /**
     * Reads whole entries from the disk and checks all that can be checked: that each is sound, in its place, and continues the
     * one before. A place the disk cannot read is damage, too. Released entries are neither. Flusher; blocks.
     *
     * @param from the end of an entry; from there on nothing is taken for granted but this
     * @param endPosition no entry that ends later is looked at; all before is in sealed segments
     * @param bytesMax so much is read, but at least one entry
     */
    ScrubResult checkStored(LogBase from, long endPosition, int bytesMax);

    /**
     * Writes entries over what stands in their place, where it differs, forces them to the disk and checks them there. A
     * crash may leave any mixture of old and new bytes. Flusher; blocks.
     *
     * @param entries as {@link #parseAfter} accepted them for this place
     * @throws StorageFailure as {@link #flush}, and as final
     */
    ScrubResult rewrite(LogBase from, ByteBuffer entries) throws StorageFailure;

    /** Whether those index files are sound that stand beside the segment that starts here. Flusher; blocks. */
    boolean areIndexesSound(long segmentStart);

    /** They are not; the segment is. What the log itself needs of them it makes again. Replica loop; reads the segment. */
    void distrustIndexes(long segmentStart);

    @Override
    void close() throws StorageFailure;
}
