package io.quorate.commitlog.index;

import io.quorate.commitlog.disk.Disk;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/**
 * Where the message indexes of a log are kept, and by whom they are made.
 *
 * @param folder of the log's segments
 * @param segmentBytes size of each
 * @param sealer writes the files, one at a time: a thread of its own, for it blocks
 */
public record IndexPlace(Disk disk, Path folder, long segmentBytes, Executor sealer, SegmentReader reader) {}
