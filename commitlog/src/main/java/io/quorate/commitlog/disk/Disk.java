package io.quorate.commitlog.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Files by name. Callable from any thread. Every method blocks and throws {@link DiskFullException} when space is what
 * is missing, another {@link IOException} for any other trouble. After a {@link DiskFullException} the same may be tried again;
 * a failed force never throws it.
 */
public interface Disk {
    /** Makes the directory and its parents, if absent. */
    void createDirectories(Path directory) throws IOException;

    /** Names of the files in the directory, sorted. */
    List<String> list(Path directory) throws IOException;

    boolean exists(Path file) throws IOException;

    /** How long the file is. */
    long sizeBytes(Path file) throws IOException;

    /**
     * Makes a file of this size that reads as zeros and opens it. Its size never changes. Blocks are not reserved: a
     * write may still find the disk full. The name lasts once its directory was forced.
     *
     * @throws IOException also if there is a file of that name
     */
    DiskFile create(Path file, long sizeBytes) throws IOException;

    /** Opens a file that is there. */
    DiskFile open(Path file) throws IOException;

    /** Removes the name; open handles and views stay usable. */
    void delete(Path file) throws IOException;

    /** Renames within one directory, in one step, over a file of the new name if there is one. */
    void rename(Path from, Path to) throws IOException;

    /** Returns when every name made, changed or removed in the directory so far will survive a crash. */
    void forceDirectory(Path directory) throws IOException;

    /** Bytes that can still be written here, about. */
    long usableBytes(Path directory) throws IOException;

    /**
     * Takes the directory for this process alone until closed or the process ends.
     *
     * @throws IOException also if it is taken
     */
    Closeable lock(Path directory) throws IOException;
}
