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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Inflicts one fault after the other, each kind as often as the others, and watches what becomes of them. One thread's. */
public final class Nemesis {
    private static final Duration BITE_MAX = Duration.ofSeconds(20);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
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
            sleep(1 + quiet);
            if (System.nanoTime() - endNanos >= 0) {
                doing = "no more faults";
                return;
            }
            FaultRecord done = inflict(nextKind());
            synchronized (this) {
                records.add(done);
            }
            if (!done.isHealed()) {
                note(done.kind() + " does not heal: no more faults");
                doing = "no more faults";
                return;
            }
        }
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
        Optional<String> bite = poll(BITE_MAX, wound::bite);
        OptionalLong biteNanos = bite.isPresent() ? OptionalLong.of(System.nanoTime()) : OptionalLong.empty();
        note(bite.map(proof -> "bite " + kind + ": " + proof).orElse("NO BITE " + kind));
        if (bite.isPresent()) {
            sleep(holdSeconds);
        }
        doing = kind + ", healing";
        long healNanos = System.nanoTime();
        note("heal " + kind);
        wound.heal();
        Optional<String> healed = poll(patience, wound::healed);
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
                healed.orElse(""));
    }

    private static Optional<String> poll(Duration most, Supplier<Optional<String>> question) {
        long deadlineNanos = System.nanoTime() + most.toNanos();
        while (true) {
            Optional<String> answer = question.get();
            if (answer.isPresent() || System.nanoTime() - deadlineNanos > 0) {
                return answer;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static void sleep(double seconds) {
        long endNanos = System.nanoTime() + (long) (seconds * 1e9);
        for (long left = endNanos - System.nanoTime(); left > 0; left = endNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
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
