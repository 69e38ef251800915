package io.quorate.simulation.world;

import io.quorate.commitlog.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Bytes of a disk that rotted under a running node, with what they were: so that it can be seen whether they are that again. */
final class RottenBytes {
    /** @param leftInCache it was mended, and the process ended before that reached the platter */
    private record Rotten(Path file, long position, int offset, byte good, Runnable whenMended, boolean leftInCache) {
        Rotten left() {
            return new Rotten(file, position, offset, good, whenMended, true);
        }
    }

    private final List<Rotten> all = new ArrayList<>();

    void flip(NodeStorage storage, long position, int offset, int bit, Runnable whenMended) {
        Path file = storage.segmentPath(position);
        Optional<ByteBuffer> bytes = storage.disk().forcedBytes(file);
        if (bytes.isPresent() && all.stream().noneMatch(each -> each.file.equals(file) && each.offset == offset)) {
            all.add(new Rotten(file, position, offset, bytes.get().get(offset), whenMended, false));
            try {
                storage.disk().flipBit(file, offset, bit);
            } catch (IOException e) {
                throw new IllegalStateException("the segment is there", e);
            }
        }
    }

    /** Whether none of them is left: each was written anew, or its file deleted. */
    boolean areMended(NodeStorage storage) {
        all.removeIf(each -> {
            boolean mended = storage.disk()
                    .forcedBytes(each.file)
                    .map(bytes -> bytes.get(each.offset) == each.good)
                    .orElse(true);
            if (mended) {
                each.whenMended.run();
            }
            return mended;
        });
        return all.isEmpty();
    }

    /**
     * Whether one is left at or behind this position that its node is to mend yet, of those left when {@link #areMended} was asked
     * last. What was mended right before a process ended is on its way to the platter, and no later process finds it
     * damaged (seed 8376 of 6b64977; 13772 of e384516, where a flush failed).
     */
    boolean isAnyToMendFrom(NodeStorage storage, long position) {
        return all.stream()
                .anyMatch(each -> each.position >= position && !(each.leftInCache && isSeenGood(storage, each)));
    }

    /** The process is gone, and the page cache is not. */
    void processLost(NodeStorage storage) {
        all.replaceAll(each -> isSeenGood(storage, each) ? each.left() : each);
    }

    private static boolean isSeenGood(NodeStorage storage, Rotten rotten) {
        return storage.disk().exists(rotten.file) && seenByte(storage, rotten) == rotten.good;
    }

    private static byte seenByte(NodeStorage storage, Rotten rotten) {
        ByteBuffer seen = ByteBuffer.allocate(1);
        try (DiskFile file = storage.disk().open(rotten.file)) {
            file.read(rotten.offset, seen);
        } catch (IOException e) {
            throw new IllegalStateException("the segment is there", e);
        }
        return seen.get(0);
    }

    /** Whether one of them is within this stretch of the log. */
    boolean isAnyWithin(long position, long endPosition) {
        return all.stream().anyMatch(each -> each.position >= position && each.position < endPosition);
    }

    void forget() {
        all.clear();
    }
}
