package io.quorate.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a leader knows of what has left the logs of others. */
class LetGoTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final NodeId N3 = new NodeId("n3");

    @Test
    void membersSayWhereTheirLogsBegin() {
        CoreCluster cluster = new CoreCluster(List.of(N1, N2, N3), List.of(N1, N2, N3), 1, true);
        List.of(N1, N2, N3).forEach(id -> cluster.add(id, List.of()));
        CoreCluster.Member leader = cluster.member(N1);
        while (leader.node.role() != Role.LEADER || leader.node.committedIndex() == 0) {
            leader.tick();
            deliverAll(cluster);
        }
        for (int i = 0; i < 5; i++) {
            assertThat(leader.propose()).isTrue();
            deliverAll(cluster);
        }
        heartbeat(cluster);
        assertThat(leader.node.letGoIndex()).isZero();
        cluster.member(N2).release(2);
        cluster.member(N3).release(4);
        heartbeat(cluster);
        assertThat(leader.node.letGoIndex()).isEqualTo(4);
        leader.step(new RaftMessage.AppendReply(new NodeId("n4"), N1, 1, true, 1, 1, 0, 0, 50, false, 5));
        assertThat(leader.node.letGoIndex()).as("n4 is no member").isEqualTo(4);
    }

    private static void heartbeat(CoreCluster cluster) {
        for (int tick = 0; tick < CoreCluster.ELECTION_TICKS; tick++) {
            cluster.member(N1).tick();
            deliverAll(cluster);
        }
    }

    private static void deliverAll(CoreCluster cluster) {
        while (!cluster.inFlight.isEmpty()) {
            cluster.deliver(0);
        }
    }
}
