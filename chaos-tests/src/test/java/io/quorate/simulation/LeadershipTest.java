package io.quorate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.raft.NodeId;
import io.quorate.raft.Role;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.runtime.ReadOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real replicas: who leads when a disk stops, and what a leader that is cut off still says. */
class LeadershipTest {
    private static final int ELECTION_MILLIS = 300; // as the simulated nodes have it
    private static final int SEEDS = 20;

    @Test
    void aLeaderWhoseFlushNeverReturnsGivesWayAndIsNoHindrance() throws StorageFailure {
        for (long seed = 1; seed <= SEEDS; seed++) {
            SimulatedGroup group = new SimulatedGroup(3, seed);
            SimulatedNode stopped = electedIn(group);
            stopped.stopDisk();
            proposeFor(group, stopped, 4 * ELECTION_MILLIS);
            // A call to take over may be lost, or an election split: some seeds need a little longer.
            for (int more = 0; more < 4 && group.leader() == null; more++) {
                proposeFor(group, stopped, ELECTION_MILLIS);
            }
            SimulatedNode successor = group.leader();
            assertThat(successor).as("seed %d", seed).isNotNull().isNotSameAs(stopped);
            assertThat(stopped.describe().flushStalled()).as("seed %d", seed).isTrue();
            long term = successor.view().term();
            int acknowledged = group.acknowledged.size();

            proposeFor(group, successor, 10 * ELECTION_MILLIS);
            assertThat(successor.view().term())
                    .as("seed %d: nobody disturbs it", seed)
                    .isEqualTo(term);
            assertThat(group.acknowledged.size()).as("seed %d", seed).isGreaterThan(acknowledged + 50);
            assertThat(stopped.view().role()).as("seed %d", seed).isEqualTo(Role.FOLLOWER);

            stopped.resumeDisk();
            group.runFor(10L * ELECTION_MILLIS);
            assertThat(stopped.describe().flushStalled()).as("seed %d", seed).isFalse();
            assertThat(stopped.appliedIdSet()).as("seed %d", seed).containsAll(group.acknowledged);
        }
    }

    @Test
    void aReadSeesAllThatWasAcknowledgedOrFails() throws StorageFailure {
        int tried = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            SimulatedGroup group = new SimulatedGroup(3, seed);
            SimulatedNode old = electedIn(group);
            NodeId oldId = old.view().self();
            for (NodeId other : group.ids) {
                if (!other.equals(oldId)) {
                    group.cut(oldId, other);
                }
            }
            // Until there is a successor; who was cut off finds out a little later by itself.
            while (group.leader() == old) {
                group.runFor(5);
            }
            SimulatedNode successor = group.leader();
            if (successor == null || old.view().role() != Role.LEADER) {
                continue; // it found out first
            }
            tried++;
            successor.propose();
            assertThat(successor.view().term()).isGreaterThan(old.view().term());

            List<ReadOutcome> stale = old.read();
            List<List<ReadOutcome>> fresh = new ArrayList<>();
            for (SimulatedNode node : group.nodes.values()) {
                if (node != old) {
                    fresh.add(node.read());
                }
            }
            long committed = successor.view().committedIndex();
            group.runFor(3L * ELECTION_MILLIS);
            assertThat(stale).as("seed %d", seed).singleElement().isInstanceOf(ReadOutcome.NoLeader.class);
            for (List<ReadOutcome> outcome : fresh) {
                assertThat(outcome)
                        .as("seed %d", seed)
                        .singleElement()
                        .isInstanceOfSatisfying(
                                ReadOutcome.Current.class,
                                current -> assertThat(current.index()).isGreaterThanOrEqualTo(committed));
            }
        }
        assertThat(tried).as("seeds in which the old leader did not know yet").isGreaterThan(SEEDS / 3);
    }

    private static SimulatedNode electedIn(SimulatedGroup group) {
        group.runFor(4L * ELECTION_MILLIS);
        SimulatedNode leader = group.leader();
        assertThat(leader).as("a leader").isNotNull();
        proposeFor(group, leader, ELECTION_MILLIS);
        return leader;
    }

    private static void proposeFor(SimulatedGroup group, SimulatedNode leader, int millis) {
        for (int passed = 0; passed < millis; passed += 20) {
            leader.propose();
            group.runFor(20);
        }
    }
}
