package io.quorate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.raft.NodeId;
import io.quorate.raft.StorageFailure;
import org.junit.jupiter.api.Test;

/** A replica that was away until the others had removed what it lacks: it becomes what they are, whatever happens meanwhile. */
class SnapshotInstallTest {
    private static final NodeId AWAY = new NodeId("n3");
    private static final long LOG_BYTES_MAX = 3 * 4096;
    private static final int MESSAGES = 200;

    /** In this many steps of a few milliseconds a transfer, checks and installation included, is surely over. */
    private static final int MOMENTS = 60;

    private static SimulatedGroup groupThatWentOn(long seed) throws StorageFailure {
        SimulatedGroup group = new SimulatedGroup(3, seed, LOG_BYTES_MAX, 300);
        group.runFor(1_500);
        group.nodes.get(AWAY).crash();
        group.runFor(1_500);
        propose(group, MESSAGES);
        assertThat(group.leader().baseIndex())
                .as("the log let go of its beginning")
                .isPositive();
        return group;
    }

    private static void propose(SimulatedGroup group, int messages) {
        for (int message = 0; message < messages; message++) {
            SimulatedNode leader = group.leader();
            if (leader != null) {
                leader.propose();
            }
            group.runFor(12);
        }
    }

    private static void requireSame(SimulatedGroup group) {
        group.runFor(6_000);
        SimulatedNode leader = group.leader();
        assertThat(leader).as("a leader").isNotNull();
        assertThat(leader.appliedIds).containsAll(group.acknowledged);
        long base = group.nodes.values().stream()
                .mapToLong(SimulatedNode::baseIndex)
                .max()
                .getAsLong();
        group.nodes.forEach((id, node) -> {
            assertThat(node.appliedIds).as("order on " + id).isEqualTo(leader.appliedIds);
            assertThat(node.committedBytes(base)).as("bytes on " + id).isEqualTo(leader.committedBytes(base));
        });
        assertThat(group.nodes.get(AWAY).baseIndex()).as("it was installed").isPositive();
    }

    @Test
    void isCaughtUpByASnapshotWhileTheOthersGoOn() throws StorageFailure {
        SimulatedGroup group = groupThatWentOn(1);
        group.nodes.get(AWAY).start();
        propose(group, 50);
        requireSame(group);
        assertThat(group.restores).isPositive();
    }

    @Test
    void survivesACrashAtAnyMomentOfIt() throws StorageFailure {
        for (int moment = 1; moment <= MOMENTS; moment++) {
            SimulatedGroup group = groupThatWentOn(moment % 3);
            SimulatedNode away = group.nodes.get(AWAY);
            away.start();
            group.runFor(8L * moment);
            away.crash();
            away.start();
            group.runFor(5L * moment);
            away.crash();
            away.start();
            requireSame(group);
        }
    }

    /** Between any two things the flusher does, from the start of the replica until long after the installation. */
    @Test
    void survivesACrashBetweenAnyTwoStepsOnItsDisk() throws StorageFailure {
        boolean beyondTheLast = false;
        int jobs = 0;
        while (!beyondTheLast) {
            jobs++;
            for (int partsDone = 0; partsDone <= 3; partsDone++) {
                SimulatedGroup group = groupThatWentOn(1);
                SimulatedNode away = group.nodes.get(AWAY);
                away.start();
                away.crashInJob(jobs, partsDone);
                for (int millis = 0; millis < 1_500 && away.willCrash(); millis += 10) {
                    group.runFor(10);
                }
                beyondTheLast = away.willCrash();
                group.runFor(5);
                if (!away.isUp()) {
                    away.start();
                }
                requireSame(group);
            }
        }
        assertThat(jobs).as("a transfer in many pieces").isGreaterThan(15);
    }

    @Test
    void goesOnWithTheNextLeaderWhenTheSenderDies() throws StorageFailure {
        for (int moment = 1; moment <= MOMENTS; moment++) {
            SimulatedGroup group = groupThatWentOn(moment % 3);
            group.nodes.get(AWAY).start();
            group.runFor(8L * moment);
            SimulatedNode leader = group.leader();
            if (leader != null) {
                leader.crash();
                group.runFor(2_000);
                leader.start();
            }
            requireSame(group);
        }
    }

    /** What was received before the connection broke is not asked for again. */
    @Test
    void resumesWhereItWasCut() throws StorageFailure {
        long undisturbed = piecesSent(0);
        assertThat(undisturbed).as("enough to cut in the middle").isGreaterThan(8);
        assertThat(piecesSent(1)).isLessThanOrEqualTo(undisturbed + 4);
    }

    private static long piecesSent(int cuts) throws StorageFailure {
        SimulatedGroup group = groupThatWentOn(1);
        NodeId leader = group.ids.get(group.leader() == group.nodes.get(group.ids.get(0)) ? 0 : 1);
        group.nodes.get(AWAY).start();
        for (int cut = 0; cut < cuts; cut++) {
            while (group.pieces < 5) {
                group.runFor(1);
            }
            group.cut(leader, AWAY);
            group.runFor(100);
            group.heal();
        }
        group.runFor(4_000);
        assertThat(group.restores).isEqualTo(1);
        return group.pieces;
    }

    /** Piece by piece the checksums are those of the snapshot's beginning: nothing else becomes anybody's state. */
    @Test
    void takesNoFlippedBit() throws StorageFailure {
        SimulatedGroup group = groupThatWentOn(1);
        group.flippedPiecesPercent = 30;
        group.nodes.get(AWAY).start();
        group.runFor(20_000);
        group.flippedPiecesPercent = 0;
        requireSame(group);
        assertThat(group.pieces).as("some had to be sent again").isGreaterThan(20);
    }
}
