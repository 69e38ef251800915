package io.quorate.chaos.run;

import io.quorate.chaos.fault.FaultKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a run is to do.
 *
 * @param home of the project: its tools are below it
 * @param dir of the run, empty
 * @param image what containers are made of
 * @param faults those that the back end cannot do are left out, and named
 * @param workloads as {@link io.quorate.chaos.workload.Workloads} names them
 * @param holdSecondsMax how long a fault lasts at most
 * @param patience how long the group may take to be whole again, after a fault and in the end
 * @param ownDisks each node gets a disk of its own, which can lose its power
 * @param harmless faults are only pretended
 * @param once each fault once, in their order, however long it takes
 * @param shims folder of the built shims; empty if there are none
 * @param previousClassPath of brokers of the previous build, which the group begins with; "" if there is none
 * @param classesInFront a mutant's classes; "" for the product as it is
 */
public record ChaosOptions(
        Path home,
        Path dir,
        BackEnd backEnd,
        String image,
        List<FaultKind> faults,
        List<String> workloads,
        double minutes,
        long seed,
        double holdSecondsMax,
        Duration patience,
        boolean ownDisks,
        boolean harmless,
        boolean once,
        Optional<Path> shims,
        String previousClassPath,
        String classesInFront,
        String commit) {
    /** Where nodes run. */
    public enum BackEnd {
        /** Processes on loopback. */
        LOCAL,
        /** Processes in network namespaces. */
        NETNS,
        /** Containers. */
        CONTAINERS
    }
}
