package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The faults a run can choose from, by the names users give. */
public enum FaultKind {
    KILL_FOLLOWER(new Kill(Selector.FOLLOWER)),
    KILL_LEADER(new Kill(Selector.LEADER)),
    KILL_MAJORITY(new Kill(Selector.MAJORITY)),
    KILL_ALL(new Kill(Selector.ALL)),
    PAUSE_FOLLOWER(new Pause(Selector.FOLLOWER)),
    PAUSE_LEADER(new Pause(Selector.LEADER)),
    POWER_FOLLOWER(new PowerCut(Selector.FOLLOWER, false)),
    POWER_LEADER(new PowerCut(Selector.LEADER, false)),
    POWER_ALL(new PowerCut(Selector.ALL, false)),
    POWER_TORN(new PowerCut(Selector.ALL, true)),
    PARTITION_LEADER_FROM_PEERS(new Partition(Partition.Shape.LEADER_FROM_PEERS)),
    PARTITION_LEADER(new Partition(Partition.Shape.LEADER)),
    PARTITION_FOLLOWER(new Partition(Partition.Shape.FOLLOWER)),
    PARTITION_HALVES(new Partition(Partition.Shape.HALVES)),
    PARTITION_DEAF_LEADER(new Partition(Partition.Shape.DEAF_LEADER)),
    PARTITION_MUTE_LEADER(new Partition(Partition.Shape.MUTE_LEADER)),
    PARTITION_BRIDGE(new Partition(Partition.Shape.BRIDGE)),
    PARTITION_NAMESRV(new Partition(Partition.Shape.NAMESRV)),
    LOSS(new Partition(Partition.Shape.LOSS));

    private final Fault fault;

    FaultKind(Fault fault) {
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }

    /** "kill-leader" */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The fault of that name, or all whose names begin so: "kill" stands for all kinds of kill. */
    public static Stream<FaultKind> named(String name) {
        List<FaultKind> found = matching(kind -> kind.toString().equals(name));
        if (found.isEmpty()) {
            found = matching(kind -> name.equals("all") || kind.toString().startsWith(name + "-"));
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no fault is called " + name + "; there are: all, "
                    + String.join(
                            ", ",
                            Arrays.stream(values()).map(FaultKind::toString).toList()));
        }
        return found.stream();
    }

    private static List<FaultKind> matching(Predicate<FaultKind> wanted) {
        return Arrays.stream(values()).filter(wanted).toList();
    }

    /** What this back end lacks for it; "" if nothing. */
    public String lackingIn(Cluster cluster) {
        if (fault instanceof PowerCut && !cluster.canLosePower()) {
            return "needs disks that can lose power (root, loop devices)";
        }
        if (fault instanceof Partition && !cluster.hasNetwork()) {
            return "needs a network that can be cut (back ends netns and containers)";
        }
        return "";
    }
}
