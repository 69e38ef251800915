package io.quorate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.raft.StorageFailure;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Groups of real replicas under crashes that lose what was not flushed, partitions and losses; then quiet, and a reckoning.
 * {@code -Dsimulation.seeds=N -Dsimulation.firstSeed=F} runs others.
 */
class SimulatedGroupTest {
    private static final long FIRST_SEED = Long.getLong("simulation.firstSeed", 1);
    private static final long SEEDS = Long.getLong("simulation.seeds", 400);
    private static final int FAULTY_STEPS = 300;

    @Test
    void keepsWhatItAcknowledgesAndNothingItDenied() {
        long acknowledged = 0;
        long terms = 0;
        long restores = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            try {
                SimulatedGroup group = run(seed);
                acknowledged += group.acknowledged.size();
                terms += group.leader().view().term();
                restores += group.restores;
            } catch (StorageFailure | RuntimeException | Error failure) {
                throw new AssertionError("seed=" + seed + ": " + failure.getMessage(), failure);
            }
        }
        // The faults bit, and work was done in spite of them.
        assertThat(terms).isGreaterThan(3 * SEEDS);
        assertThat(acknowledged).isGreaterThan(50 * SEEDS);
        assertThat(restores).isGreaterThan(SEEDS);
    }

    @Test
    void sameSeedSameRun() throws StorageFailure {
        SimulatedNode first = run(7).leader();
        SimulatedNode second = run(7).leader();
        assertThat(first.committedBytes(first.baseIndex())).isEqualTo(second.committedBytes(second.baseIndex()));
    }

    private static SimulatedGroup run(long seed) throws StorageFailure {
        SimulatedGroup group = new SimulatedGroup(seed % 5 == 0 ? 5 : 3, seed);
        group.runFor(1_500);
        group.lossPercent = group.random.nextInt(10);
        for (int step = 0; step < FAULTY_STEPS; step++) {
            fault(group);
            for (int burst = group.random.nextInt(4); burst > 0; burst--) {
                group.nodes.get(group.anyNode()).propose();
                SimulatedNode leader = group.leader();
                if (leader != null) {
                    leader.propose();
                }
            }
            group.runFor(group.random.nextInt(60));
        }
        group.heal();
        for (SimulatedNode node : group.nodes.values()) {
            if (!node.isUp()) {
                node.start();
            }
        }
        group.runFor(10_000);
        reckon(group);
        return group;
    }

    private static void fault(SimulatedGroup group) throws StorageFailure {
        SimulatedNode node = group.nodes.get(group.anyNode());
        switch (group.random.nextInt(40)) {
            case 0 -> {
                if (node.isUp()) {
                    node.crash();
                }
            }
            case 1, 2, 3, 12, 13, 14, 15 -> {
                if (!node.isUp()) {
                    node.start();
                }
            }
            case 16, 17 -> node.releaseAll();
            case 4 -> group.cut(group.ids.get(0), group.ids.get(1 + group.random.nextInt(group.ids.size() - 1)));
            case 5, 6 -> group.heal();
            case 7 -> node.transferLeadership();
            case 8 -> group.lossPercent = group.random.nextInt(20);
            case 9, 10, 11 -> {
                SimulatedNode leader = group.leader();
                if (leader != null) {
                    leader.crash();
                }
            }
            default -> {
                // Most steps are just work.
            }
        }
    }

    private static void reckon(SimulatedGroup group) {
        SimulatedNode leader = group.leader();
        assertThat(leader).as("a leader after the faults ended").isNotNull();
        List<Long> order = leader.appliedIds;
        Set<Long> applied = new HashSet<>(order);
        assertThat(order).as("nothing is stored twice").hasSize(applied.size());
        assertThat(applied).as("nothing acknowledged is lost").containsAll(group.acknowledged);
        assertThat(applied).as("nothing denied was stored").doesNotContainAnyElementsOf(group.denied);
        long base = group.nodes.values().stream()
                .mapToLong(SimulatedNode::baseIndex)
                .max()
                .getAsLong();
        ByteBuffer bytes = leader.committedBytes(base);
        group.nodes.forEach((id, node) -> {
            assertThat(node.appliedIds).as("order on " + id).isEqualTo(order);
            assertThat(node.committedBytes(base)).as("bytes on " + id).isEqualTo(bytes);
        });
    }
}
