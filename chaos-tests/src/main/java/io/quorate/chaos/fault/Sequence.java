package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Some faults one after the other. S10, S11, S14. */
final class Sequence extends Directed {
    private static final double HOLD_SECONDS = 5;

    @SuppressWarnings("Immutable") // made by List.copyOf
    private final List<Fault> faults;

    Sequence(Fault... faults) {
        this.faults = List.copyOf(Arrays.asList(faults));
    }

    @Override
    public String lackingIn(Cluster cluster) {
        return faults.stream()
                .map(fault -> fault.lackingIn(cluster))
                .filter(lacking -> !lacking.isEmpty())
                .findFirst()
                .orElse("");
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> all = new HashMap<>();
        faults.forEach(fault -> all.putAll(fault.settings()));
        return all;
    }

    @Override
    public boolean needsShims() {
        return faults.stream().anyMatch(Fault::needsShims);
    }

    @Override
    public String explainedErrors() {
        return faults.stream()
                .map(Fault::explainedErrors)
                .filter(each -> !each.isEmpty())
                .collect(Collectors.joining("|"));
    }

    @Override
    String play(Stage stage) {
        return faults.stream().map(fault -> stage.suffer(fault, HOLD_SECONDS)).collect(Collectors.joining("; then "));
    }
}
