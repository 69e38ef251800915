package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Inflicts one fault after the other, each kind as often as the others, and watches what becomes of them. One thread's. */
public final class Nemesis {
    private static final double QUIET_SECONDS_MEAN = 3;
    private static final double QUIET_SECONDS_MAX = 10;

    private final Cluster cluster;
    private final List<FaultKind> kinds;
    private final Random random;
    private final double holdSecondsMax;
    private final Duration patience;
    private final Path file;
    private final List<FaultRecord> records = new ArrayList<>(); // guarded by this
    private final Deque<FaultKind> deck = new ArrayDeque<>();
    private volatile String doing = "quiet";

    /**
     * @param holdSecondsMax how long a fault lasts at most, once it has bitten
     * @param patience how long the group may take to be whole again
     * @param file gets a line for everything done, as it is done
     */
    public Nemesis(
            Cluster cluster,
            List<FaultKind> kinds,
            Random random,
            double holdSecondsMax,
            Duration patience,
            Path file) {
        this.cluster = cluster;
        this.kinds = kinds;
        this.random = random;
        this.holdSecondsMax = holdSecondsMax;
        this.patience = patience;
        this.file = file;
    }

    /** Goes on until then, and to the end of the fault under way. */
    public void runUntil(long endNanos) {
        while (true) {
            doing = "quiet";
            double quiet = Math.min(QUIET_SECONDS_MAX, -Math.log(1 - random.nextDouble()) * QUIET_SECONDS_MEAN);
            Polling.sleep(1 + quiet);
            if (System.nanoTime() - endNanos >= 0) {
                doing = "no more faults";
                return;
            }
            if (!suffer(nextKind())) {
                return;
            }
        }
    }

    /** Each of its kinds once, in their order. */
    public void runOnce() {
        for (FaultKind kind : kinds) {
            doing = "quiet";
            Polling.sleep(1);
            if (!suffer(kind)) {
                return;
            }
        }
        doing = "no more faults";
    }

    /** Returns false if there is no point in going on. */
    private boolean suffer(FaultKind kind) {
        FaultRecord done = inflict(kind);
        synchronized (this) {
            records.add(done);
        }
        if (!done.isHealed()) {
            note(done.kind() + " does not heal: no more faults");
            doing = "no more faults";
        }
        return done.isHealed();
    }

    private FaultKind nextKind() {
        if (deck.isEmpty()) {
            List<FaultKind> shuffled = new ArrayList<>(kinds);
            Collections.shuffle(shuffled, random);
            deck.addAll(shuffled);
        }
        return deck.removeFirst();
    }

    private FaultRecord inflict(FaultKind kind) {
        // From one second on, shorter ones being likelier.
        double holdSeconds = Math.exp(random.nextDouble() * Math.log(holdSecondsMax));
        doing = kind.toString();
        long beginNanos = System.nanoTime();
        Fault.Wound wound = kind.fault().inflict(cluster, random);
        note("begin " + kind + " " + wound.victims());
        Optional<String> bite = Polling.poll(wound.biteMax(), wound::bite);
        OptionalLong biteNanos = bite.isPresent() ? OptionalLong.of(System.nanoTime()) : OptionalLong.empty();
        note(bite.map(proof -> "bite " + kind + ": " + proof).orElse("NO BITE " + kind));
        if (bite.isPresent()) {
            Polling.sleep(holdSeconds);
        }
        doing = kind + ", healing";
        long healNanos = System.nanoTime();
        note("heal " + kind);
        wound.heal();
        Optional<String> healed = Polling.poll(patience, wound::healed);
        wound.broken().forEach(promise -> note("BROKEN " + kind + ": " + promise));
        OptionalLong healedNanos = healed.isPresent() ? OptionalLong.of(System.nanoTime()) : OptionalLong.empty();
        note(healed.map(proof -> "healed " + kind + ": " + proof).orElse("NOT HEALED " + kind));
        return new FaultRecord(
                kind,
                wound.victims(),
                wound.leavesNoMajority(),
                beginNanos,
                biteNanos,
                bite.orElse(""),
                healNanos,
                healedNanos,
                healed.orElse(""),
                List.copyOf(wound.broken()));
    }

    private void note(String what) {
        try {
            Files.writeString(
                    file, System.nanoTime() + " " + what + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public synchronized List<FaultRecord> records() {
        return List.copyOf(records);
    }

    /** For the progress line. Any thread. */
    public String doing() {
        return doing;
    }
}
