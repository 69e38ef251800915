package io.quorate.chaos.fault;

import io.quorate.chaos.Await;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import io.quorate.chaos.cluster.StoreFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * S13: at each node in turn the power goes right after a segment was full, and what was made of that segment for queries is not
 * there any more: the indexes on disk are older than the log. Then the node leads.
 */
final class CutAtRoll extends Directed {
    private static final Duration ROLL_MAX = Duration.ofSeconds(90);
    private static final int ENTRIES = 20;

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.hasOperator() ? lacking(cluster, true, false, Sabotage.Means.STORES) : "needs an operator";
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("mappedFileSizeCommitLog", "1048576", "maxMessageSize", "131072");
    }

    @Override
    public String explainedErrors() {
        return "."; // disks without power
    }

    @Override
    String play(Stage stage) {
        List<String> proofs = new ArrayList<>();
        for (String node : stage.cluster.nodes()) {
            proofs.add(cut(stage, node));
            stage.cluster.start(node);
            stage.whole();
            stage.lead(node);
            stage.progress(ENTRIES, stage.cluster.nodes());
        }
        return String.join("; ", proofs);
    }

    private static String cut(Stage stage, String node) {
        Path store = stage.sabotage.store(node);
        // One before the one waited for, so that there are indexes of earlier ones.
        int before = Math.max(1, StoreFiles.segments(store).size());
        Await.until(
                "a segment of " + node + " to be full",
                ROLL_MAX,
                () -> StoreFiles.segments(store).size() > before);
        stage.cutPower(List.of(node));
        long newest = newestPosition(StoreFiles.segments(store));
        int[] removed = {0};
        boolean altered = stage.sabotage.alter(node, files -> {
            List<Path> indexes = StoreFiles.indexes(files);
            long latest = newestPosition(indexes);
            for (Path index : indexes) {
                if (StoreFiles.startPosition(index) == latest) {
                    Files.delete(index);
                    removed[0]++;
                }
            }
        });
        if (!altered) {
            throw new AssertionError("the files of " + node + " were left as they are");
        }
        return node + " rolled to " + newest + ", the last " + removed[0] + " index files removed, indexed up to "
                + indexed(store);
    }

    private static String indexed(Path store) {
        Map<String, Long> byKind = StoreFiles.indexes(store).stream()
                .collect(Collectors.toMap(
                        file -> file.toString().replaceAll(".*\\.", ""), StoreFiles::startPosition, Math::max));
        return byKind.isEmpty() ? "nothing" : byKind.toString();
    }

    private static long newestPosition(List<Path> files) {
        return files.stream().mapToLong(StoreFiles::startPosition).max().orElse(0);
    }
}
