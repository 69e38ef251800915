package io.quorate.chaos.fault;

import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import io.quorate.chaos.cluster.StoreFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * The disk of one node changes or loses what was on it.
 *
 * @param running while the node runs, or while it is down
 */
record Rot(Part part, boolean running) implements Fault {
    private static final Duration FILE_MAX = Duration.ofSeconds(60);
    private static final int USED_BYTES_MIN = 512;
    private static final int TRIES_MAX = 5;

    /** Of a store. */
    enum Part {
        /** A segment of the log that is complete. */
        SEALED,
        /** The one that is written. */
        ACTIVE,
        INDEX,
        SNAPSHOT,
        /** Term, vote and watermarks. */
        STATE
    }

    /** Small segments, so that there are sealed ones and snapshots soon; and the disk is read again all the time. */
    @Override
    public Map<String, String> settings() {
        return SMALL_SEGMENTS_SCRUBBED;
    }

    static final Map<String, String> SMALL_SEGMENTS_SCRUBBED = Map.of(
            "mappedFileSizeCommitLog", "1048576",
            "maxMessageSize", "131072",
            "scrubIntervalMinutes", "0",
            "scrubBytesPerSecond", "20000000");

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.hasOperator() ? cluster.sabotage().lacking(Sabotage.Means.STORES) : "needs an operator";
    }

    @Override
    public String explainedErrors() {
        return "log damaged, cut|found its log damaged|its log stays damaged|snapshot damaged|snapshot no longer used"
                + "|DAMAGED|exitCode=72";
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        return inflictOn(cluster, Selector.ANY.select(cluster, random).get(0), random);
    }

    /** A file, and where the log ended when it was chosen. */
    private record Target(Path file, long end) {}

    RotWound inflictOn(Cluster cluster, String victim, Random random) {
        int logLine = cluster.sabotage().logLines(victim);
        Path store = cluster.sabotage().store(victim);
        Optional<Target> target = Polling.poll(
                FILE_MAX,
                () -> cluster.status(victim)
                        .map(NodeStatus::endPosition)
                        .flatMap(end -> choose(store, end, random).map(file -> new Target(file, end))));
        if (!running) {
            cluster.kill9(victim);
        }
        RotWound.Done done = target.map(each -> damage(cluster, victim, each, logLine, random))
                .orElseGet(() -> new RotWound.Done(store, ByteBuffer.allocate(0), "no such file", false, logLine));
        return new RotWound(cluster, victim, this, done);
    }

    /** Until it shows: a chunk may be copied over one like it, and what is not flushed yet may be written over it. */
    private RotWound.Done damage(Cluster cluster, String victim, Target target, int logLine, Random random) {
        Path file = target.file();
        ByteBuffer before = used(file, target.end());
        StringBuilder what = new StringBuilder(
                cluster.sabotage().store(victim).relativize(file).toString());
        boolean differs = false;
        for (int i = 0; i < TRIES_MAX && !differs && before.hasRemaining(); i++) {
            boolean altered = cluster.sabotage()
                    .alter(
                            victim,
                            any -> what.append(": ").append(damage(random).apply(file, before.capacity(), random)));
            differs = altered && !before.equals(read(file, before.capacity()));
        }
        return new RotWound.Done(file, before, what.toString(), differs, logLine);
    }

    /** What a process has mapped is not taken from under it: no disk does that. */
    private Damage damage(Random random) {
        List<Damage> possible = running && (part == Part.SEALED || part == Part.ACTIVE || part == Part.STATE)
                ? List.of(Damage.FLIP, Damage.COPY)
                : List.of(Damage.values());
        return possible.get(random.nextInt(possible.size()));
    }

    private Optional<Path> choose(Path store, long end, Random random) {
        List<Path> segments = StoreFiles.segments(store).stream()
                .filter(segment -> StoreFiles.startPosition(segment) + USED_BYTES_MIN < end)
                .toList();
        List<Path> candidates = switch (part) {
            case SEALED -> segments.subList(0, Math.max(0, segments.size() - 1));
            case ACTIVE -> segments.subList(Math.max(0, segments.size() - 1), segments.size());
            case INDEX -> StoreFiles.indexes(store);
            case SNAPSHOT -> newest(StoreFiles.snapshots(store)); // which a start begins with; others may never be read
            case STATE -> List.of(StoreFiles.hardState(store));
        };
        return candidates.isEmpty() ? Optional.empty() : Optional.of(candidates.get(random.nextInt(candidates.size())));
    }

    private static List<Path> newest(List<Path> files) {
        return files.subList(Math.max(0, files.size() - 1), files.size());
    }

    /** What of the file means something. */
    private ByteBuffer used(Path file, long end) {
        long bytes = part == Part.SEALED || part == Part.ACTIVE
                ? Math.max(0, end - StoreFiles.startPosition(file))
                : Integer.MAX_VALUE;
        return read(file, (int) Math.min(Integer.MAX_VALUE, bytes));
    }

    /** A copy of its first bytes, as many as there are; none if it is not there. */
    static ByteBuffer read(Path file, int bytesMax) {
        try {
            byte[] all = Files.readAllBytes(file);
            return ByteBuffer.wrap(all.length <= bytesMax ? all : Arrays.copyOf(all, bytesMax));
        } catch (NoSuchFileException gone) {
            return ByteBuffer.allocate(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
