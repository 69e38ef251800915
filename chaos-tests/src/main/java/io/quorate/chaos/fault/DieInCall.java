package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/**
 * A node's process ends in the midst of a call to the kernel: a write that is half done, a flush or a rename that was not carried
 * out or was and nobody heard of it. The page cache survives. It must start again by itself.
 */
record DieInCall(Part part) implements Fault {
    /** Segments roll, and with them come indexes and snapshots, but not every second. */
    private static final Duration CALLED_MAX = Duration.ofSeconds(90);

    private static final int DIED_EXIT_CODE = 137;
    private static final String DIED = " died";

    /** What the call is about. */
    enum Part {
        /** A rename makes the next one. */
        SEGMENT("*/commitlog/*.log*", 60, "write", "fsync", "rename"),
        /** Written in place: a rename makes it once and for all. */
        STATE("*/raft.state", 1, "write", "fsync"),
        INDEX("*/commitlog/*.[qket]*", 4, "write", "fsync", "rename"),
        SNAPSHOT("*/snapshots/*", 2, "write", "fsync", "rename");

        private final String path;
        private final int skippedMax;

        @SuppressWarnings("ImmutableEnumChecker") // made by List.of
        private final List<String> calls;

        Part(String path, int skippedMax, String... calls) {
            this.path = path;
            this.skippedMax = skippedMax;
            this.calls = List.of(calls);
        }

        /** One deadly call, as {@code iofault.c} is told. */
        String rule(Random random) {
            String call = calls.get(random.nextInt(calls.size()));
            int donePercent = call.equals("write") ? 50 : random.nextInt(2) * 100;
            int skipped = call.equals("rename") ? 0 : random.nextInt(skippedMax);
            return call + " " + path + " die " + donePercent + " 1 " + skipped + "\n";
        }
    }

    /** Small segments, so that they roll soon. */
    @Override
    public Map<String, String> settings() {
        return Map.of("mappedFileSizeCommitLog", "1048576", "maxMessageSize", "131072");
    }

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.hasOperator() ? cluster.sabotage().lacking(Sabotage.Means.SHIMS) : "needs an operator";
    }

    @Override
    public boolean needsShims() {
        return true;
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        Selector selector = random.nextBoolean() ? Selector.LEADER : Selector.FOLLOWER;
        String victim = selector.select(cluster, random).get(0);
        int callsBefore = cluster.sabotage().callsHit(victim).size();
        String rule = part.rule(random);
        cluster.sabotage().setCalls(victim, rule);
        if (part == Part.STATE) {
            // Nobody votes while all is well.
            cluster.administer(
                    "transfer-leader",
                    "--to",
                    Selector.FOLLOWER.select(cluster, random).get(0));
        }
        return new Dying(cluster, victim, rule.strip(), callsBefore);
    }

    private static final class Dying extends LastingWound {
        private final String node;
        private final String rule;
        private final int callsBefore;
        private boolean replaced;

        Dying(Cluster cluster, String node, String rule, int callsBefore) {
            super(cluster, List.of(node));
            this.node = node;
            this.rule = rule;
            this.callsBefore = callsBefore;
        }

        @Override
        public Duration biteMax() {
            return CALLED_MAX;
        }

        /** The last thing that the process noted is the call, and its end is of that kind. */
        @Override
        public Optional<String> bite() {
            List<String> calls = sabotage.callsHit(node);
            boolean ended = cluster.exitCode(node).equals(OptionalInt.of(DIED_EXIT_CODE));
            return ended && calls.size() > callsBefore
                    ? Optional.of(calls.get(calls.size() - 1))
                            .filter(last -> last.endsWith(DIED))
                            .map(last -> last + " (" + rule + ")")
                    : Optional.empty();
        }

        @Override
        public void heal() {
            sabotage.setCalls(node, "");
            OptionalInt code = cluster.exitCode(node);
            if (code.isPresent()) {
                if (code.getAsInt() != DIED_EXIT_CODE) {
                    breach(node + " ended with " + code.getAsInt() + " at " + rule);
                }
                restart(node);
            }
        }

        @Override
        public Optional<String> healed() {
            OptionalInt code = cluster.exitCode(node);
            if (code.isPresent() && code.getAsInt() != Recovery.COULD_NOT_START && !replaced) {
                breach(node + " did not start again after " + rule + ": it ended with " + code.getAsInt());
                replaced = true; // a breach, but the run goes on
                Comeback.wipe(cluster, node);
                cluster.start(node);
                Comeback.replace(cluster, node).ifPresent(this::breach);
            }
            return recovery.proof();
        }
    }
}
