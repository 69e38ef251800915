package io.quorate.commitlog.index;

import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An index file on its way to the disk, in steps that are short enough to stand between two flushes of the log. */
public final class IndexDraft {
    /** Written and forced in one step. */
    private static final int STEP_BYTES = 256 * 1024;

    private final Disk disk;
    private final Path path;
    private final Path aside;
    private final List<ByteBuffer> pieces = new ArrayList<>(); // of at most STEP_BYTES each
    private final long fileBytes;

    private DiskFile file; // null before the first step
    private int nextPiece;
    private long writtenBytes;
    private boolean named;

    /** As {@link IndexFile#write}. Touches no disk yet. */
    public IndexDraft(
            Disk disk,
            Path folder,
            IndexKind kind,
            SealedSegment segment,
            List<ByteBuffer> directory,
            List<ByteBuffer> body) {
        this.disk = disk;
        this.path = folder.resolve(kind.nameOf(segment.startPosition()));
        this.aside = path.resolveSibling(path.getFileName() + IndexFile.NEW_SUFFIX);
        IndexHeader header = IndexHeader.of(segment, directory, body);
        this.fileBytes = header.fileBytes();
        cut(header.encode(kind));
        directory.forEach(this::cut);
        body.forEach(this::cut);
    }

    private void cut(ByteBuffer buffer) {
        ByteBuffer source = buffer.slice();
        for (int at = 0; at < source.limit(); at += STEP_BYTES) {
            pieces.add(source.slice(at, Math.min(STEP_BYTES, source.limit() - at)));
        }
    }

    /**
     * Does a piece of the work. After a failure the draft is of no use; a new one begins anew.
     *
     * @return whether there is more to do
     */
    public boolean step() throws IOException {
        try {
            if (file == null) {
                begin();
            } else if (nextPiece < pieces.size()) {
                writeSome();
            } else {
                finish();
            }
            return !named;
        } catch (IOException e) {
            abandon(e);
            throw e;
        }
    }

    private void begin() throws IOException {
        if (disk.exists(aside)) {
            disk.delete(aside);
        }
        file = disk.create(aside, fileBytes);
        writeSome(); // most are small: two steps
    }

    private void writeSome() throws IOException {
        List<ByteBuffer> some = new ArrayList<>();
        long someBytes = 0;
        while (nextPiece < pieces.size()
                && (some.isEmpty() || someBytes + pieces.get(nextPiece).remaining() <= STEP_BYTES)) {
            ByteBuffer piece = pieces.get(nextPiece++);
            some.add(piece);
            someBytes += piece.remaining();
        }
        file.write(writtenBytes, some);
        file.force();
        writtenBytes += someBytes;
    }

    private void finish() throws IOException {
        file.close();
        disk.rename(aside, path);
        disk.forceDirectory(path.getParent());
        named = true;
    }

    /** The space comes back at once: a full disk may be why. */
    private void abandon(IOException why) {
        try {
            if (file != null) {
                file.close();
            }
            if (disk.exists(aside)) {
                disk.delete(aside);
            }
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }
}
