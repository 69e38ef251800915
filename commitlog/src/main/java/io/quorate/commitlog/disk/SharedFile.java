package io.quorate.commitlog.disk;

import io.quorate.raft.Invariants;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open, mapped file with a count of those who use it. With the last of them go the mapping and the handle, at once: so
 * the space of a deleted file comes back, and nobody can be left with memory that is no longer there. Any thread.
 */
public final class SharedFile {
    private static final Logger LOG = LoggerFactory.getLogger(SharedFile.class);

    private final Path path;
    private final DiskFile file;
    private final ByteBuffer view; // never moved: read through duplicates and slices
    private final AtomicInteger users = new AtomicInteger(1); // whoever opened it is the first

    private SharedFile(Path path, DiskFile file) throws IOException {
        this.path = path;
        this.file = file;
        this.view = file.view();
    }

    /** Opens the file; to be released once by the caller. */
    public static SharedFile open(Disk disk, Path path) throws IOException {
        DiskFile file = disk.open(path);
        try {
            return new SharedFile(path, file);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** As {@link #open}, for a file that is never written: it takes no handle while it is open, only its mapping. */
    public static SharedFile openForReading(Disk disk, Path path) throws IOException {
        try (DiskFile file = disk.open(path)) {
            return new SharedFile(path, file);
        }
    }

    public Path path() {
        return path;
    }

    /** For whoever writes it. */
    public DiskFile file() {
        return file;
    }

    /** All of it, read-only, from 0; to be touched only while the file is retained. */
    public ByteBuffer view() {
        return view.duplicate();
    }

    /** Keeps mapping and handle until {@link #release}; false if they are gone already. */
    public boolean tryRetain() {
        int count = users.get();
        while (count > 0) {
            if (users.compareAndSet(count, count + 1)) {
                return true;
            }
            count = users.get();
        }
        return false;
    }

    public void release() {
        int left = users.decrementAndGet();
        Invariants.check(left >= 0, "a file is released as often as it was retained", left, 0);
        if (left == 0) {
            free();
        }
    }

    private void free() {
        file.unmap();
        try {
            file.close();
        } catch (IOException e) {
            // What was written was forced before anybody relied on it.
            LOG.warn("closing {} failed: {}", path, e.toString());
        }
    }
}
