package io.quorate.commitlog;

import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.index.DamagedIndexException;
import io.quorate.commitlog.index.IndexFile;
import io.quorate.commitlog.index.IndexKind;
import io.quorate.raft.StorageFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of a sealed segment, from the file beside it: in memory is what the directory of that file says, a few
 * numbers; the rest is mapped. The file is believed in what it says of the segment's bytes between its first and its last
 * entry; both of these are looked at.
 */
final class SealedEntries implements EntryPlaces {
    private static final Logger LOG = LoggerFactory.getLogger(CommitLog.class);

    private final Segment segment;
    private final IndexFile file;
    private final EntriesDirectory directory;

    private SealedEntries(Segment segment, IndexFile file, EntriesDirectory directory) {
        this.segment = segment;
        this.file = file;
        this.directory = directory;
    }

    /**
     * Opens the file beside this segment.
     *
     * @param before the log's tip where the segment begins
     * @return empty if there is none, or it is damaged, or does not belong between this tip and this segment
     */
    static Optional<SealedEntries> open(Disk disk, Path folder, Segment segment, LogTip before) throws IOException {
        Optional<IndexFile> opened =
                IndexFile.open(disk, folder, IndexKind.ENTRIES, segment.startPosition(), segment.lengthBytes());
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        IndexFile file = opened.get();
        Optional<EntriesDirectory> directory = EntriesDirectory.decode(file.directory())
                .filter(each -> each.before().equals(before) && each.segment().equals(file.segment()))
                .filter(each -> isMeantBy(segment, each));
        if (directory.isEmpty()) {
            LOG.warn("the file of a segment's entries is not of this log, to be made again file={}", file.path());
            file.release();
            return Optional.empty();
        }
        return Optional.of(new SealedEntries(segment, file, directory.get()));
    }

    /** Whether the segment begins and ends as told. */
    private static boolean isMeantBy(Segment segment, EntriesDirectory directory) {
        ByteBuffer bytes = segment.view();
        int lastOffset = directory.lastOffset();
        if (lastOffset < 0 || lastOffset > bytes.capacity() - EntryFormat.HEADER_BYTES) {
            return false;
        }
        boolean begins = EntryFormat.judgeLink(bytes, 0, directory.before()) == Frame.GOOD;
        boolean ends = EntryFormat.lengthBytes(bytes, lastOffset) == bytes.capacity() - lastOffset
                && EntryFormat.tipAfter(bytes, lastOffset).equals(directory.after());
        return begins && ends;
    }

    EntriesDirectory directory() {
        return directory;
    }

    @Override
    public long startPosition() {
        return directory.before().position();
    }

    @Override
    public long firstIndex() {
        return directory.before().index() + 1;
    }

    @Override
    public long positionOf(long index) throws DamagedIndexException {
        ByteBuffer offsets = file.body();
        if (offsets.capacity() != Integer.BYTES * directory.entryCount()) {
            throw new DamagedIndexException(file.path() + " has not an offset for each entry");
        }
        return startPosition() + offsets.getInt(Integer.BYTES * (int) (index - firstIndex()));
    }

    /**
     * The same, from the segment itself, for the file turned out to be damaged. Reads all of the segment.
     *
     * @throws StorageFailure DAMAGED if the segment is damaged, too; then the file is gone, so that the next opening will
     *     look at the segment and cut the log there
     */
    OpenEntries rescanned(Disk disk) throws StorageFailure {
        LOG.warn("the file of a segment's entries is damaged, to be made again file={}", file.path());
        OpenEntries entries = new OpenEntries(firstIndex(), startPosition());
        LogTip tip = scan(entries::add);
        if (!tip.equals(directory.after())) {
            throw bothDamaged(disk, tip);
        }
        return entries;
    }

    /** Whether every entry of the segment is sound. Reads all of it. */
    boolean isSegmentSound() {
        return scan(position -> {}).equals(directory.after());
    }

    /** Hands over where each sound entry starts, up to the first that is not; returns the log's tip there. */
    private LogTip scan(LongConsumer positions) {
        ByteBuffer bytes = segment.view();
        LogTip tip = directory.before();
        while (tip.position() < segment.endPosition()) {
            int offset = (int) (tip.position() - startPosition());
            if (EntryFormat.judge(bytes, offset, bytes.capacity() - offset, tip) != Frame.GOOD) {
                return tip;
            }
            positions.accept(tip.position());
            tip = EntryFormat.tipAfter(bytes, offset);
        }
        return tip;
    }

    private StorageFailure bothDamaged(Disk disk, LogTip tip) {
        StorageFailure failure = new StorageFailure(
                StorageFailure.Reason.DAMAGED,
                segment.path() + " is damaged at position " + tip.position() + ", and " + file.path()
                        + ", which says where its entries are, as well",
                null);
        try {
            disk.delete(file.path());
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    void release() {
        file.release();
    }
}
