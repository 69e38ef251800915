package io.quorate.commitlog.snapshot;

import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.disk.DiskFile;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.StorageFailure.Reason;
import io.quorate.raft.log.LogBase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A finished snapshot: {@code <20-digit position>.snapshot}. Opened for each use: it is read rarely, and a file removed in
 * between must not stay open.
 */
record SnapshotFile(Path path, SnapshotHeader header) {
    private static final Pattern NAME = Pattern.compile("(\\d{20})\\.snapshot");

    static String nameOf(LogBase base) {
        return String.format("%020d.snapshot", base.position());
    }

    static boolean isSnapshotName(String name) {
        return NAME.matcher(name).matches();
    }

    static long positionOf(String name) {
        return Long.parseLong(name.substring(0, 20));
    }

    /** Empty if the header is damaged, or not the one that belongs into a file of this name and size. */
    static Optional<SnapshotFile> open(Disk disk, Path path) throws IOException, StorageFailure {
        try (DiskFile file = disk.open(path)) {
            Optional<ByteBuffer> header = headerOf(file);
            if (header.isEmpty()) {
                return Optional.empty();
            }
            if (!SnapshotHeader.isKnownVersion(header.get())) {
                throw new StorageFailure(Reason.WRONG_FILE, path + " was written by a newer program: start that one");
            }
            return SnapshotHeader.decode(header.get(), file.sizeBytes())
                    .filter(decoded -> path.getFileName()
                            .toString()
                            .equals(nameOf(decoded.meta().base())))
                    .map(decoded -> new SnapshotFile(path, decoded));
        }
    }

    private static Optional<ByteBuffer> headerOf(DiskFile file) throws IOException {
        if (file.sizeBytes() < SnapshotHeader.FIXED_BYTES) {
            return Optional.empty();
        }
        int headerBytes = SnapshotHeader.headerBytes(read(file, 0, SnapshotHeader.FIXED_BYTES));
        if (headerBytes == 0 || headerBytes > file.sizeBytes()) {
            return Optional.empty();
        }
        return Optional.of(read(file, 0, headerBytes)).filter(SnapshotHeader::isSound);
    }

    /** The piece that starts at {@code offset}; empty if none starts there. */
    Optional<ByteBuffer> piece(Disk disk, long offset) throws IOException, DamagedSnapshotException {
        try (DiskFile file = disk.open(path)) {
            if (offset == 0) {
                ByteBuffer bytes = headerOf(file).orElseThrow(() -> damaged(0));
                if (SnapshotHeader.checksum(bytes) != header.meta().checksum()) {
                    throw damaged(0);
                }
                return Optional.of(bytes);
            }
            int piece = header.pieceAt(offset);
            if (piece < 0) {
                return Optional.empty();
            }
            ByteBuffer bytes = read(file, offset, header.pieceLengthBytes(piece));
            checkPiece(piece, bytes);
            return Optional.of(bytes);
        }
    }

    /** The whole state, checked, through a view that outlives the file. */
    ByteBuffer state(Disk disk) throws IOException, DamagedSnapshotException {
        try (DiskFile file = disk.open(path)) {
            ByteBuffer state = file.view().slice(header.headerBytes(), header.stateBytes());
            for (int piece = 0; piece < header.pieceCount(); piece++) {
                checkPiece(piece, state.slice(piece * header.pieceBytes(), header.pieceLengthBytes(piece)));
            }
            return state;
        }
    }

    private void checkPiece(int piece, ByteBuffer bytes) throws DamagedSnapshotException {
        if (!header.isPiece(piece, bytes)) {
            throw damaged(header.headerBytes() + (long) piece * header.pieceBytes());
        }
    }

    private DamagedSnapshotException damaged(long offset) {
        return new DamagedSnapshotException(path + " is damaged at offset " + offset);
    }

    private static ByteBuffer read(DiskFile file, long offset, int lengthBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(lengthBytes);
        file.read(offset, bytes);
        return bytes.flip();
    }
}
