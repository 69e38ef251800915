package io.quorate.commitlog;

import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.index.IndexFile;
import io.quorate.commitlog.index.IndexKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongPredicate;

/** The files beside segments, whatever they say, as far as they have to go with them. */
final class IndexFiles {
    private IndexFiles() {}

    /**
     * Deletes those beside segments that start at such positions. The names last once the directory was forced.
     *
     * @return whether there were any
     */
    static boolean delete(Disk disk, Path directory, LongPredicate startPositions) throws IOException {
        boolean deleted = false;
        for (String name : disk.list(directory)) {
            if (IndexKind.isIndexName(name) && startPositions.test(Segment.startPositionOf(name))) {
                disk.delete(directory.resolve(name));
                deleted = true;
            }
        }
        return deleted;
    }

    /** Whether those are sound that stand beside the segment that starts here. One that cannot be read is not. */
    static boolean areSound(Disk disk, Path directory, long startPosition, long segmentBytes) {
        try {
            for (IndexKind kind : IndexKind.values()) {
                boolean there = disk.exists(directory.resolve(kind.nameOf(startPosition)));
                Optional<IndexFile> file = IndexFile.open(disk, directory, kind, startPosition, segmentBytes);
                boolean sound = file.map(IndexFile::isSound).orElse(!there);
                file.ifPresent(IndexFile::release);
                if (!sound) {
                    return false;
                }
            }
            return true;
        } catch (IOException unreadable) {
            return false;
        }
    }
}
