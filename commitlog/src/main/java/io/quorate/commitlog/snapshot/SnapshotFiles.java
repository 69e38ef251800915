package io.quorate.commitlog.snapshot;

import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.disk.DiskFullException;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.StorageFailure.Reason;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.snapshot.SnapshotDraft;
import io.quorate.raft.snapshot.SnapshotMeta;
import io.quorate.raft.snapshot.SnapshotPieces;
import io.quorate.raft.snapshot.SnapshotStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots of a replica, in a directory of their own. The threads are those of {@link SnapshotStore}.
 *
 * <p>A damaged file stays where it is, unused, until a newer snapshot of its place takes its name or its place is left
 * behind: it may tell somebody what happened.
 */
public final class SnapshotFiles implements SnapshotStore {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFiles.class);
    private static final String NEW_SUFFIX = ".new";

    private final Disk disk;
    private final Path directory;
    private final int pieceBytes;

    private volatile List<SnapshotFile> files = List.of(); // by position; replaced, never changed
    private long drafts; // how many were begun: each has a name of its own

    private SnapshotFiles(Disk disk, Path directory, int pieceBytes) {
        this.disk = disk;
        this.directory = directory;
        this.pieceBytes = pieceBytes;
    }

    /**
     * Opens what is there, after removing what a crash left half made. Whoever opens it has the directory to itself.
     *
     * @throws StorageFailure WRONG_FILE if a snapshot was made by a newer program; READ_FAILED if the disk refuses
     */
    public static SnapshotFiles open(Disk disk, Path directory) throws StorageFailure {
        return open(disk, directory, PIECE_BYTES_MAX);
    }

    /** As the other {@code open}, for snapshots cut into pieces of another length. */
    public static SnapshotFiles open(Disk disk, Path directory, int pieceBytes) throws StorageFailure {
        SnapshotFiles opened = new SnapshotFiles(disk, directory, pieceBytes);
        try {
            opened.openAll();
        } catch (IOException e) {
            throw new StorageFailure(
                    Reason.READ_FAILED, "opening the snapshots in " + directory + " failed: " + e.getMessage(), e);
        }
        return opened;
    }

    private void openAll() throws IOException, StorageFailure {
        disk.createDirectories(directory);
        for (String name : disk.list(directory)) {
            Path path = directory.resolve(name);
            if (name.endsWith(NEW_SUFFIX)) {
                disk.delete(path);
            } else if (SnapshotFile.isSnapshotName(name)) {
                Optional<SnapshotFile> found = SnapshotFile.open(disk, path);
                found.ifPresentOrElse(this::add, () -> LOG.error("snapshot damaged, not used file={}", path));
            }
        }
        // A process that ended between making a name and forcing it left one that a power loss would still take, by
        // when the log may begin at that snapshot.
        disk.forceDirectory(directory);
    }

    private void add(SnapshotFile file) {
        List<SnapshotFile> changed = new ArrayList<>(files);
        changed.removeIf(each -> each.path().equals(file.path()));
        changed.add(file);
        changed.sort((a, b) -> a.path().compareTo(b.path())); // 20 digits: by position
        files = List.copyOf(changed);
    }

    @Override
    public List<SnapshotMeta> kept() {
        return files.stream().map(file -> file.header().meta()).toList();
    }

    @Override
    public SnapshotPieces cut(LogBase base, IndexedMembership membership, List<ByteBuffer> state) {
        List<ByteBuffer> pieces = SnapshotCutting.cut(state, pieceBytes);
        ByteBuffer header = SnapshotHeader.encode(base, membership, pieceBytes, pieces);
        long lengthBytes = header.remaining()
                + pieces.stream().mapToLong(ByteBuffer::remaining).sum();
        pieces.add(0, header);
        return new SnapshotPieces(
                new SnapshotMeta(base, membership, lengthBytes, SnapshotHeader.checksum(header)), List.copyOf(pieces));
    }

    @Override
    public SnapshotDraft draft(long lengthBytes, long checksum) throws StorageFailure {
        Path aside = directory.resolve("draft-" + ++drafts + NEW_SUFFIX);
        try {
            return new SnapshotFileDraft(disk, aside, disk.create(aside, lengthBytes), checksum, this::finished);
        } catch (IOException e) {
            throw failed("making " + aside, e);
        }
    }

    private void finished(SnapshotFile file) {
        add(file);
        SnapshotMeta meta = file.header().meta();
        LOG.info(
                "snapshot kept index={} term={} position={} bytes={} file={}",
                meta.base().index(),
                meta.base().term(),
                meta.base().position(),
                meta.lengthBytes(),
                file.path());
    }

    @Override
    public Optional<ByteBuffer> piece(SnapshotMeta meta, long offset) throws StorageFailure {
        Optional<SnapshotFile> file = fileOf(meta);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return file.get().piece(disk, offset);
        } catch (DamagedSnapshotException damaged) {
            return dropDamaged(file.get(), damaged);
        } catch (IOException e) {
            throw readFailed(file.get(), e);
        }
    }

    @Override
    public Optional<ByteBuffer> state(SnapshotMeta meta) throws StorageFailure {
        Optional<SnapshotFile> file = fileOf(meta);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(file.get().state(disk));
        } catch (DamagedSnapshotException damaged) {
            return dropDamaged(file.get(), damaged);
        } catch (IOException e) {
            throw readFailed(file.get(), e);
        }
    }

    private Optional<SnapshotFile> fileOf(SnapshotMeta meta) {
        return files.stream().filter(file -> file.header().meta().equals(meta)).findFirst();
    }

    private Optional<ByteBuffer> dropDamaged(SnapshotFile file, DamagedSnapshotException damaged) {
        LOG.error("snapshot no longer used: {}", damaged.getMessage());
        files = files.stream().filter(each -> !each.equals(file)).toList();
        return Optional.empty();
    }

    @Override
    public void delete(SnapshotMeta meta) throws StorageFailure {
        Optional<SnapshotFile> file = fileOf(meta);
        files = files.stream()
                .filter(each -> !each.header().meta().equals(meta))
                .toList();
        if (file.isPresent()) {
            try {
                disk.delete(file.get().path());
            } catch (IOException e) {
                throw failed("removing " + file.get().path(), e);
            }
        }
    }

    @Override
    public void deleteBefore(LogBase base) throws StorageFailure {
        files = files.stream()
                .filter(file -> file.header().meta().base().position() >= base.position())
                .toList();
        try {
            for (String name : disk.list(directory)) {
                if (SnapshotFile.isSnapshotName(name) && SnapshotFile.positionOf(name) < base.position()) {
                    disk.delete(directory.resolve(name));
                }
            }
        } catch (IOException e) {
            throw failed("removing old snapshots in " + directory, e);
        }
    }

    static StorageFailure failed(String what, IOException e) {
        Reason reason = e instanceof DiskFullException ? Reason.DISK_FULL : Reason.FLUSH_FAILED;
        return new StorageFailure(reason, what + " failed: " + e.getMessage(), e);
    }

    private static StorageFailure readFailed(SnapshotFile file, IOException e) {
        return new StorageFailure(Reason.READ_FAILED, "reading " + file.path() + " failed: " + e.getMessage(), e);
    }
}
