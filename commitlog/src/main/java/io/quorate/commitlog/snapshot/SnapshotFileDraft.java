package io.quorate.commitlog.snapshot;

import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.disk.DiskFile;
import io.quorate.raft.Invariants;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.snapshot.SnapshotDraft;
import io.quorate.raft.snapshot.SnapshotMeta;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A file aside, which becomes a snapshot by its new name. */
final class SnapshotFileDraft implements SnapshotDraft {
    /** Written bytes are forced in steps of this many, so that no single force takes long. */
    private static final long FORCE_BYTES = 4L << 20;

    private final Disk disk;
    private final Path aside;
    private final DiskFile file;
    private final long checksum;
    private final Consumer<SnapshotFile> finished;

    private SnapshotHeader header; // null until the first piece came
    private int nextPiece; // of the state
    private long writtenBytes;
    private long forcedBytes;

    SnapshotFileDraft(Disk disk, Path aside, DiskFile file, long checksum, Consumer<SnapshotFile> finished) {
        this.disk = disk;
        this.aside = aside;
        this.file = file;
        this.checksum = checksum;
        this.finished = finished;
    }

    @Override
    public boolean write(ByteBuffer piece) throws StorageFailure {
        return header == null ? writeHeader(piece.slice()) : writeState(piece.slice());
    }

    private boolean writeHeader(ByteBuffer piece) throws StorageFailure {
        boolean expected = SnapshotHeader.isSound(piece)
                && SnapshotHeader.isKnownVersion(piece)
                && SnapshotHeader.checksum(piece) == checksum;
        header = expected ? SnapshotHeader.decode(piece, file.sizeBytes()).orElse(null) : null;
        if (header == null) {
            return false;
        }
        append(piece);
        return true;
    }

    private boolean writeState(ByteBuffer piece) throws StorageFailure {
        if (nextPiece == header.pieceCount() || !header.isPiece(nextPiece, piece)) {
            return false;
        }
        append(piece);
        nextPiece++;
        return true;
    }

    private void append(ByteBuffer piece) throws StorageFailure {
        try {
            file.write(writtenBytes, List.of(piece));
            writtenBytes += piece.remaining();
            if (writtenBytes - forcedBytes >= FORCE_BYTES) {
                file.force();
                forcedBytes = writtenBytes;
            }
        } catch (IOException e) {
            throw SnapshotFiles.failed("writing " + aside, e);
        }
    }

    @Override
    public long writtenBytes() {
        return writtenBytes;
    }

    @Override
    public boolean isComplete() {
        return writtenBytes == file.sizeBytes();
    }

    @Override
    public SnapshotMeta finish() throws StorageFailure {
        Invariants.check(isComplete(), "only a whole snapshot is kept", writtenBytes, file.sizeBytes());
        Path path = aside.resolveSibling(SnapshotFile.nameOf(header.meta().base()));
        try {
            file.force();
            file.close();
            disk.rename(aside, path);
            disk.forceDirectory(aside.getParent());
        } catch (IOException e) {
            throw SnapshotFiles.failed("finishing " + path, e);
        }
        finished.accept(new SnapshotFile(path, header));
        return header.meta();
    }

    @Override
    public void discard() throws StorageFailure {
        try {
            file.close();
            disk.delete(aside);
        } catch (IOException e) {
            throw SnapshotFiles.failed("removing " + aside, e);
        }
    }
}
