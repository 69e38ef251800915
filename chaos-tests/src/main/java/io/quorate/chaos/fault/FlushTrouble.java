package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/** A disk that does not flush as it should. */
record FlushTrouble(Kind kind, Selector selector) implements Fault {
    private static final int FLUSH_FAILED_EXIT_CODE = 70;
    private static final int EIO = 5;
    private static final int SLOW_MILLIS_MIN = 50;
    private static final int SLOW_MILLIS_MAX = 1_000;
    private static final int SLOW_FLUSHES = 3;
    private static final List<String> FILES = List.of(".log", "raft.state");

    enum Kind {
        /** One flush fails. What it left is unknown: the node must end with the exit code that says so. */
        FAILS,
        /** Each takes long. */
        SLOW,
        /** No write ends. */
        STALLS
    }

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.sabotage().lacking(kind == Kind.STALLS ? Sabotage.Means.OWN_DISKS : Sabotage.Means.SHIMS);
    }

    @Override
    public boolean needsShims() {
        return kind != Kind.STALLS;
    }

    @Override
    public String explainedErrors() {
        return switch (kind) {
            case FAILS -> "FLUSH_FAILED|exitCode=70|stops taking part";
            case SLOW, STALLS -> "its disk has stopped";
        };
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        String victim = selector.select(cluster, random).get(0);
        Sabotage sabotage = cluster.sabotage();
        int logLine = sabotage.logLines(victim);
        long hits = kind == Kind.STALLS ? 0 : sabotage.callsHit(victim).size();
        String what = switch (kind) {
            case FAILS -> fail(sabotage, victim, FILES.get(random.nextInt(FILES.size())));
            case SLOW -> {
                double share = random.nextDouble();
                long millis = (long) (SLOW_MILLIS_MIN * Math.pow((double) SLOW_MILLIS_MAX / SLOW_MILLIS_MIN, share));
                sabotage.setCalls(
                        victim, "fsync .log delay " + millis + " -1\nfsync raft.state delay " + millis + " -1\n");
                yield "each flush " + millis + " ms longer";
            }
            case STALLS -> {
                sabotage.freeze(victim);
                yield "frozen";
            }
        };
        return new Troubled(cluster, victim, this, what, hits, logLine);
    }

    /** Once. Returns what that is. */
    static String fail(Sabotage sabotage, String node, String file) {
        sabotage.setCalls(node, "fsync " + file + " err " + EIO + " 1\n");
        return "one flush of " + file + " fails";
    }

    private static final class Troubled extends LastingWound {
        private final String node;
        private final FlushTrouble trouble;
        private final String what;
        private final long hitsBefore;
        private final int logLine;

        Troubled(Cluster cluster, String node, FlushTrouble trouble, String what, long hitsBefore, int logLine) {
            super(cluster, List.of(node));
            this.node = node;
            this.trouble = trouble;
            this.what = what;
            this.hitsBefore = hitsBefore;
            this.logLine = logLine;
        }

        @Override
        public Optional<String> bite() {
            return switch (trouble.kind()) {
                case FAILS -> {
                    OptionalInt code = cluster.exitCode(node);
                    yield code.isPresent() && hits() > 0
                            ? Optional.of(what + ": ended with " + code.getAsInt())
                            : Optional.empty();
                }
                case SLOW -> hits() >= SLOW_FLUSHES ? Optional.of(what + ": " + hits() + " so far") : Optional.empty();
                case STALLS ->
                    sabotage.logFrom(node, logLine).stream()
                            .filter(line -> line.contains("its disk has stopped"))
                            .findFirst();
            };
        }

        private long hits() {
            return sabotage.callsHit(node).size() - hitsBefore;
        }

        @Override
        public void heal() {
            if (trouble.kind() == Kind.STALLS) {
                sabotage.thaw(node);
            } else {
                sabotage.setCalls(node, "");
            }
            OptionalInt code = cluster.exitCode(node);
            boolean mustEnd = trouble.kind() == Kind.FAILS && hits() > 0;
            if (code.isEmpty() && mustEnd) {
                breach(node + " goes on although " + what);
            }
            if (code.isPresent()) {
                if (!mustEnd || code.getAsInt() != FLUSH_FAILED_EXIT_CODE) {
                    breach(node + " ended with " + code.getAsInt() + ": " + what);
                }
                restart(node);
            }
        }
    }
}
