package io.quorate.client.internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What all calls of a client have learned together about the replicas: who leads each group, and which addresses failed
 * lately. One broken connection so spares every other call its own failure. Safe from any thread.
 *
 * <p>All of it is advice: any replica forwards what only the leader may do, so a wrong guess costs a hop, never an
 * answer.
 */
public final class Replicas {
    /** How long a failed address is asked last. Short, so that a restarted leader soon gets direct requests again. */
    public static final long SUSPECT_MILLIS = 3_000;

    // One entry a broker name ever seen.
    private final Map<String, String> leaders = new ConcurrentHashMap<>();
    // Address to the time it is trusted again; entries go when they are over.
    private final Map<String, Long> suspectUntilNanos = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    public Replicas(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * The address to ask next: the leader we were told of, then {@code known} in its order, those that failed lately
     * last; empty when all were tried.
     */
    public Optional<String> next(String brokerName, List<String> known, Set<String> tried) {
        Set<String> candidates = new LinkedHashSet<>();
        String leader = leaders.get(brokerName);
        if (leader != null) {
            candidates.add(leader);
        }
        candidates.addAll(known);
        candidates.removeAll(tried);
        for (String address : candidates) {
            if (!isSuspect(address)) {
                return Optional.of(address);
            }
        }
        return candidates.stream().findFirst();
    }

    /** An answer named the leader, or came from a node that did what only the leader may do. */
    public void leads(String brokerName, String address) {
        // A follower may still reach a leader that we cannot: going there again at once would fail again.
        if (!isSuspect(address)) {
            leaders.put(brokerName, address);
        }
    }

    /** The address answered that it cannot serve now. It lives, but does not lead. */
    public void refused(String brokerName, String address) {
        leaders.remove(brokerName, address);
    }

    /** The address could not be reached, hung up or stayed silent. */
    public void failed(String brokerName, String address) {
        leaders.remove(brokerName, address);
        long now = nanoTime.getAsLong();
        suspectUntilNanos.values().removeIf(until -> until - now <= 0);
        suspectUntilNanos.put(address, now + TimeUnit.MILLISECONDS.toNanos(SUSPECT_MILLIS));
    }

    public Optional<String> leaderOf(String brokerName) {
        return Optional.ofNullable(leaders.get(brokerName));
    }

    public boolean isSuspect(String address) {
        Long until = suspectUntilNanos.get(address);
        return until != null && until - nanoTime.getAsLong() > 0;
    }
}
