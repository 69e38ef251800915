package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Consumers;
import io.quorate.chaos.cluster.Consumers.Place;
import io.quorate.chaos.cluster.Hosts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * All consumers take seconds for each message: what comes piles up in front of them, what was popped becomes visible before it is
 * acknowledged, and whoever leaves has hands full.
 */
record SlowConsumers() implements Fault {
    private static final long MILLIS_MIN = 1_500;
    private static final long MILLIS_MAX = 5_000;
    /** In each queue. One consumer that is gone for a moment holds up some queues, not all. */
    private static final long PILED_MIN = 30;

    private static final Duration PILING_MAX = Duration.ofSeconds(60);

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.consumers().isEmpty() ? "needs the workload group, ordered or pop" : "";
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        long millis = (long) (MILLIS_MIN * Math.pow((double) MILLIS_MAX / MILLIS_MIN, random.nextDouble()));
        Slowed slowed = new Slowed(cluster, millis);
        cluster.consumers().forEach(each -> each.slowDown(millis));
        return slowed;
    }

    /** How much more there is to do in the queue in which that is least; -1 if there is nothing to compare. */
    static long piled(List<Place> before, List<Place> now) {
        return now.stream()
                .mapToLong(place -> before.stream()
                        .filter(place::isOf)
                        .mapToLong(old -> place.behind() - old.behind())
                        .findFirst()
                        .orElse(-1))
                .min()
                .orElse(-1);
    }

    /** Whether all that lay before these ends is done with. */
    static boolean drained(List<Place> ends, List<Place> now) {
        return ends.stream()
                .allMatch(old -> now.stream().anyMatch(place -> place.isOf(old) && place.done() >= old.end()));
    }

    private static long behind(List<Place> places) {
        return places.stream().mapToLong(Place::behind).sum();
    }

    private static final class Slowed extends LastingWound {
        private final long millis;
        private final Map<Consumers, List<Place>> before = new HashMap<>();
        private final Map<Consumers, List<Place>> piles = new HashMap<>(); // the latest known
        private final long beginNanos = System.nanoTime();
        private long healNanos;

        Slowed(Cluster cluster, long millis) {
            super(cluster, List.of(Hosts.CLIENTS));
            this.millis = millis;
            cluster.consumers().forEach(each -> before.put(each, each.places()));
        }

        @Override
        public Duration biteMax() {
            return PILING_MAX;
        }

        @Override
        public Optional<String> bite() {
            List<String> proofs = new ArrayList<>();
            for (Consumers each : cluster.consumers()) {
                List<Place> now = each.places();
                long piled = piled(before.get(each), now);
                if (piled < PILED_MIN) {
                    return Optional.empty();
                }
                piles.put(each, now);
                proofs.add(String.format(
                        Locale.ROOT,
                        "%s: %d messages behind in %d queues, %d before, each at least %d more",
                        each.name(),
                        behind(now),
                        now.size(),
                        behind(before.get(each)),
                        piled));
            }
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%d ms for each message, for %.1f s: %s",
                    millis,
                    (System.nanoTime() - beginNanos) / 1e9,
                    String.join("; ", proofs)));
        }

        @Override
        public void heal() {
            for (Consumers each : cluster.consumers()) {
                List<Place> now = each.places();
                if (!now.isEmpty()) {
                    piles.put(each, now);
                }
                each.slowDown(0);
            }
            healNanos = System.nanoTime();
        }

        /** All that had piled up is done with. */
        @Override
        public Optional<String> healed() {
            for (Map.Entry<Consumers, List<Place>> each : piles.entrySet()) {
                if (!drained(each.getValue(), each.getKey().places())) {
                    return Optional.empty();
                }
            }
            String drained = piles.entrySet().stream()
                    .map(each -> each.getKey().name() + ": " + behind(each.getValue()))
                    .sorted()
                    .collect(Collectors.joining(", "));
            return recovery.proof()
                    .map(proof -> String.format(
                            Locale.ROOT,
                            "drained within %.1f s: %s; %s",
                            (System.nanoTime() - healNanos) / 1e9,
                            drained,
                            proof));
        }
    }
}
