package io.quorate.broker.retention;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** The fuller one of the file systems that two directories are on; mostly it is the same. */
public final class FileStoreSpace implements DiskSpace {
    private final Path first;
    private final Path second;

    public FileStoreSpace(Path first, Path second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public DiskUse look() throws IOException {
        DiskUse one = useOf(first);
        DiskUse other = useOf(second);
        return other.ratio() > one.ratio() ? other : one;
    }

    private static DiskUse useOf(Path directory) throws IOException {
        FileStore store = Files.getFileStore(directory);
        return new DiskUse(
                Math.max(0, store.getTotalSpace() - store.getUnallocatedSpace()), Math.max(0, store.getUsableSpace()));
    }
}
