package io.quorate.chaos.fault;

import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import io.quorate.chaos.cluster.StoreFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A follower is down for so long that what it lacks has left the others' logs: only a snapshot helps.
 *
 * @param disturbed it is killed again in the midst of that
 */
record Away(boolean disturbed) implements Fault {
    private static final Duration FORGOTTEN_MAX = Duration.ofSeconds(90);
    private static final String FETCHES = "fetches the snapshot";

    /** The log keeps two small segments. */
    @Override
    public Map<String, String> settings() {
        return Map.of("mappedFileSizeCommitLog", "1048576", "maxMessageSize", "131072", "logBytesMax", "2097152");
    }

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.sabotage().lacking(Sabotage.Means.STORES);
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        String victim = Selector.FOLLOWER.select(cluster, random).get(0);
        long end = cluster.status(victim).map(NodeStatus::endPosition).orElse(Long.MAX_VALUE);
        int logLine = cluster.sabotage().logLines(victim);
        cluster.kill9(victim);
        return new Gone(cluster, victim, end, logLine, disturbed);
    }

    private static final class Gone extends LastingWound {
        private final String node;
        private final long end;
        private final int logLine;
        private boolean toDisturb;

        Gone(Cluster cluster, String node, long end, int logLine, boolean toDisturb) {
            super(cluster, List.of(node));
            this.node = node;
            this.end = end;
            this.logLine = logLine;
            this.toDisturb = toDisturb;
        }

        @Override
        public Duration biteMax() {
            return FORGOTTEN_MAX;
        }

        /** The others' logs begin behind its end. */
        @Override
        public Optional<String> bite() {
            boolean gone = cluster.isFrozenOrGone(node);
            long start = cluster.nodes().stream()
                    .filter(other -> !other.equals(node))
                    .mapToLong(this::startPosition)
                    .min()
                    .orElse(0);
            return gone && start > end
                    ? Optional.of("ends at position " + end + ", the others begin at " + start)
                    : Optional.empty();
        }

        private long startPosition(String other) {
            List<Path> segments = StoreFiles.segments(sabotage.store(other));
            return segments.isEmpty() ? 0 : StoreFiles.startPosition(segments.get(0));
        }

        @Override
        public void heal() {
            cluster.start(node);
        }

        @Override
        public Optional<String> healed() {
            Optional<String> fetched = sabotage.logFrom(node, logLine).stream()
                    .filter(line -> line.contains(FETCHES))
                    .findFirst();
            if (fetched.isPresent() && toDisturb) {
                toDisturb = false;
                restart(node);
                return Optional.empty();
            }
            return fetched.flatMap(line -> recovery.proof().map(proof -> "got a snapshot; " + proof));
        }
    }
}
