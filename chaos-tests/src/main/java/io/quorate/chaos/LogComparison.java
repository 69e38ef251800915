package io.quorate.chaos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Compares the logs of replicas as plain bytes. Knows segments by their names alone (20 digits: the position of the first
 * byte), so that no mistake of the log's own code can hide here.
 */
public final class LogComparison {
    private static final int CHUNK_BYTES = 1 << 20;

    private LogComparison() {}

    /**
     * Returns how many bytes were compared; throws at the first difference below {@code endPosition}. What not all of them keep any
     * more is left out.
     */
    public static long compare(List<Path> logDirs, long endPosition) throws IOException {
        long keptByAll = 0;
        for (Path logDir : logDirs) {
            keptByAll = Math.max(keptByAll, startOf(logDir));
        }
        long from = keptByAll;
        List<Path> first = segments(logDirs.get(0)).stream()
                .filter(segment -> startPosition(segment) >= from)
                .toList();
        if (first.isEmpty()) {
            throw new AssertionError("segments in " + logDirs.get(0) + " do not reach position " + from);
        }
        long comparedBytes = 0;
        for (Path segment : first) {
            long start = startPosition(segment);
            long bytes = Math.min(Files.size(segment), endPosition - start);
            if (bytes > 0) {
                for (Path other : logDirs.subList(1, logDirs.size())) {
                    compareSegment(segment, other.resolve(segment.getFileName()), bytes);
                }
                comparedBytes += bytes;
            }
        }
        if (comparedBytes != endPosition - startPosition(first.get(0))) {
            throw new AssertionError("segments in " + logDirs.get(0) + " do not reach position " + endPosition);
        }
        return comparedBytes;
    }

    private static long startOf(Path logDir) throws IOException {
        List<Path> segments = segments(logDir);
        if (segments.isEmpty()) {
            throw new AssertionError("no segments in " + logDir);
        }
        return startPosition(segments.get(0));
    }

    private static void compareSegment(Path left, Path right, long bytes) throws IOException {
        try (FileChannel leftChannel = FileChannel.open(left, StandardOpenOption.READ);
                FileChannel rightChannel = FileChannel.open(right, StandardOpenOption.READ)) {
            ByteBuffer leftBytes = ByteBuffer.allocate(CHUNK_BYTES);
            ByteBuffer rightBytes = ByteBuffer.allocate(CHUNK_BYTES);
            for (long at = 0; at < bytes; at += CHUNK_BYTES) {
                int count = (int) Math.min(CHUNK_BYTES, bytes - at);
                int difference =
                        read(leftChannel, at, count, leftBytes).mismatch(read(rightChannel, at, count, rightBytes));
                if (difference >= 0) {
                    throw new AssertionError("logs differ at position " + (startPosition(left) + at + difference) + ": "
                            + left + " and " + right);
                }
            }
        }
    }

    /** Up to {@code count} bytes, fewer at the end of the file. Not mapped: a mapping would hold the disk for long after. */
    private static ByteBuffer read(FileChannel channel, long at, int count, ByteBuffer into) throws IOException {
        into.clear().limit(count);
        while (into.hasRemaining() && channel.read(into, at + into.position()) >= 0) {
            // Once more.
        }
        return into.flip();
    }

    private static List<Path> segments(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(f -> f.getFileName().toString().matches("\\d{20}\\.log"))
                    .sorted()
                    .toList();
        }
    }

    private static long startPosition(Path segment) {
        return Long.parseLong(segment.getFileName().toString().substring(0, 20));
    }
}
