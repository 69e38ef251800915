package io.quorate.commitlog;

import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.index.IndexKind;
import java.io.IOException;
import java.nio.file.Path;
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
}
