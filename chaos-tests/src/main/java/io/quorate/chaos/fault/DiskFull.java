package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.regex.Pattern;

/** All space on the victims' disks is taken, and given back. Nobody may have to be started again. */
record DiskFull(Selector selector) implements Fault {
    private static final Duration NOTICED_MAX = Duration.ofSeconds(60);
    private static final Pattern NOTICED = Pattern.compile("no space left for the log|messages are refused");

    /** Nothing is deleted for lack of space: these messages are still to be read. Small segments soon need space. */
    @Override
    public Map<String, String> settings() {
        return Map.of(
                "cleanFileForciblyEnable", "false", "mappedFileSizeCommitLog", "1048576", "maxMessageSize", "131072");
    }

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.sabotage().lacking(Sabotage.Means.OWN_DISKS);
    }

    @Override
    public String explainedErrors() {
        return NOTICED.pattern();
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        List<String> victims = selector.select(cluster, random);
        Sabotage sabotage = cluster.sabotage();
        List<Integer> logLines = victims.stream().map(sabotage::logLines).toList();
        victims.forEach(sabotage::fill);
        return new Full(cluster, victims, logLines);
    }

    private static final class Full extends LastingWound {
        private final List<Integer> logLines;

        Full(Cluster cluster, List<String> victims, List<Integer> logLines) {
            super(cluster, victims);
            this.logLines = logLines;
        }

        @Override
        public Duration biteMax() {
            return NOTICED_MAX;
        }

        @Override
        public Optional<String> bite() {
            List<String> said = new ArrayList<>();
            for (int i = 0; i < victims().size(); i++) {
                sabotage.logFrom(victims().get(i), logLines.get(i)).stream()
                        .filter(line -> NOTICED.matcher(line).find())
                        .findFirst()
                        .ifPresent(said::add);
            }
            return said.size() == victims().size() ? Optional.of(String.join("; ", said)) : Optional.empty();
        }

        @Override
        public void heal() {
            victims().forEach(sabotage::empty);
            for (String node : victims()) {
                OptionalInt code = cluster.exitCode(node);
                if (code.isPresent()) {
                    breach(node + " ended with " + code.getAsInt() + " for lack of space");
                    restart(node);
                }
            }
        }
    }
}
