package io.quorate.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files of a node's store, by their names alone. */
public final class StoreFiles {
    private static final String SEGMENT = "\\d{20}\\.log";

    private StoreFiles() {}

    /** In the order of their positions. */
    public static List<Path> segments(Path store) {
        return below(store.resolve("commitlog"), SEGMENT);
    }

    /** What is derived from segments, and made again if lost. */
    public static List<Path> indexes(Path store) {
        return below(store.resolve("commitlog"), "\\d{20}\\.(queues|keys|entries)");
    }

    public static List<Path> snapshots(Path store) {
        return below(store, "\\d{20}\\.snapshot");
    }

    public static Path hardState(Path store) {
        return store.resolve("raft.state");
    }

    /** Position of a segment's first byte. */
    public static long startPosition(Path segment) {
        return Long.parseLong(segment.getFileName().toString().substring(0, 20));
    }

    private static List<Path> below(Path folder, String name) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(file -> file.getFileName().toString().matches(name))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder and all in it; nothing if it is not there. */
    public static void deleteAll(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
