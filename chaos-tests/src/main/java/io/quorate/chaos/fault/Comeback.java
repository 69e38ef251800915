package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.StoreFiles;
import io.quorate.chaos.cluster.Verb;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How a node whose disk is new or was emptied becomes a voter again: by an operator's word, and not without. */
final class Comeback {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);
    private static final int TRIES_MAX = 3;

    private Comeback() {}

    /** Ends the node and empties its disk. Returns false if that was only pretended. */
    static boolean wipe(Cluster cluster, String node) {
        cluster.kill9(node);
        return cluster.sabotage().alter(node, store -> {
            StoreFiles.deleteAll(store);
            Files.createDirectories(store);
        });
    }

    /** Takes back a voter that runs on another disk than before. Empty if it worked, else what was said. */
    static Optional<String> replace(Cluster cluster, String node) {
        return carryOut(cluster, node, "member", "replace", "--node", node);
    }

    static Optional<String> add(Cluster cluster, String node) {
        return carryOut(cluster, node, "member", "add", "--node", node, "--address", cluster.peerAddress(node));
    }

    static Optional<String> addLearner(Cluster cluster, String node) {
        return carryOut(
                cluster, node, "member", "add", "--learner", "--node", node, "--address", cluster.peerAddress(node));
    }

    static Optional<String> promote(Cluster cluster, String node) {
        return carryOut(cluster, node, "member", "promote", "--node", node);
    }

    /** Once the node answers. The leader may change meanwhile: then an operator gives the verb again. */
    private static Optional<String> carryOut(Cluster cluster, String node, String... words) {
        Polling.poll(ANSWER_MAX, () -> cluster.status(node));
        List<String> said = new ArrayList<>();
        for (int i = 0; i < TRIES_MAX; i++) {
            Verb verb = cluster.administer(words);
            if (verb.succeeded()) {
                return Optional.empty();
            }
            said.add(verb.output());
        }
        return Optional.of(Arrays.toString(words) + " failed: " + said);
    }
}
