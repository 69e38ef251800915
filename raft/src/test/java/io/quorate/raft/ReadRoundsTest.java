package io.quorate.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReadRoundsTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final NodeId N3 = new NodeId("n3");

    @Test
    void readsThatWaitShareARound() {
        CoreCluster cluster = ledByN1(List.of(N1, N2, N3));
        CoreCluster.Member leader = cluster.member(N1);
        for (int i = 0; i < 100; i++) {
            leader.read();
        }
        assertThat(cluster.inFlight).as("the first read's round, two peers").hasSize(2);
        cluster.deliver(0);
        cluster.deliver(1);
        assertThat(leader.said).as("one peer's answer is a majority").hasSize(1);
        while (!cluster.inFlight.isEmpty()) {
            cluster.deliver(0);
        }
        assertThat(leader.said).hasSize(100).allMatch(answer -> answer.contains(" index="));
        assertThat(cluster.delivered)
                .as("two rounds, two peers, there and back")
                .isEqualTo(2 * 2 * 2);
    }

    @Test
    void aGroupOfOneAnswersAtOnce() {
        CoreCluster.Member leader = ledByN1(List.of(N1)).member(N1);
        leader.read();
        assertThat(leader.said).containsExactly("n1 read 1 index=1");
    }

    @Test
    void moreThanTheBoundIsRefusedAtOnce() {
        CoreCluster.Member leader = ledByN1(List.of(N1, N2, N3)).member(N1);
        for (int i = 0; i < OwnReads.WAITING_MAX; i++) {
            leader.read();
        }
        assertThat(leader.said).isEmpty();
        leader.read();
        assertThat(leader.said).singleElement().asString().endsWith(" failed");
    }

    /** A peer that echoes rounds nobody began, or those of a replica that is no voter, confirms nothing. */
    @Test
    void claimsThatCannotBeConfirmNothing() {
        CoreCluster.Member leader = ledByN1(List.of(N1, N2, N3)).member(N1);
        leader.read();
        leader.step(new RaftMessage.AppendReply(N2, N1, 1, true, 1, 1, 0, 7, 50, false, 0));
        leader.step(new RaftMessage.AppendReply(N2, N1, 1, true, 1, 1, 0, 0, 50, false, 0));
        leader.step(new RaftMessage.AppendReply(new NodeId("n4"), N1, 1, true, 1, 1, 0, 1, 50, false, 0));
        assertThat(leader.said).isEmpty();
        leader.step(new RaftMessage.AppendReply(N3, N1, 1, true, 1, 1, 0, 1, 50, false, 0));
        assertThat(leader.said).hasSize(1);
    }

    private static CoreCluster ledByN1(List<NodeId> ids) {
        CoreCluster cluster = new CoreCluster(ids, 1, true);
        ids.forEach(id -> cluster.add(id, List.of()));
        CoreCluster.Member first = cluster.member(N1);
        while (first.node.role() == Role.FOLLOWER) {
            first.tick();
        }
        while (!cluster.inFlight.isEmpty()) {
            cluster.deliver(0);
        }
        assertThat(first.node.role()).isEqualTo(Role.LEADER);
        cluster.delivered = 0;
        return cluster;
    }
}
