package io.quorate.chaos;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
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
    private LogComparison() {}

    /** Returns how many bytes were compared; throws at the first difference in {@code [0, endPosition)}. */
    public static long compare(List<Path> logDirs, long endPosition) throws IOException {
        List<Path> first = segments(logDirs.get(0));
        if (first.isEmpty()) {
            throw new AssertionError("no segments in " + logDirs.get(0));
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

    private static void compareSegment(Path left, Path right, long bytes) throws IOException {
        try (FileChannel leftChannel = FileChannel.open(left, StandardOpenOption.READ);
                FileChannel rightChannel = FileChannel.open(right, StandardOpenOption.READ)) {
            int difference = leftChannel
                    .map(MapMode.READ_ONLY, 0, bytes)
                    .mismatch(rightChannel.map(MapMode.READ_ONLY, 0, bytes));
            if (difference >= 0) {
                throw new AssertionError("logs differ at position " + (startPosition(left) + difference) + ": " + left
                        + " and " + right);
            }
        }
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
