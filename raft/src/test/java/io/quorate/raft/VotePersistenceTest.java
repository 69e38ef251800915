package io.quorate.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VotePersistenceTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final NodeId N3 = new NodeId("n3");

    /** The term is on disk already, from a refusal: the vote alone must make it there, too (Raft §5.2). */
    @Test
    void aVoteInATermEnteredEarlierIsStoredAndSurvivesARestart() {
        CoreCluster cluster = new CoreCluster(List.of(N1, N2, N3), 1, true);
        cluster.ids.forEach(id -> cluster.add(id, List.of(1L, 1L)));
        CoreCluster.Member voter = cluster.member(N2);
        voter.step(new RaftMessage.VoteRequest(N1, N2, 5, 1, 1, true)); // a shorter log: refused
        assertThat(voter.hardState.term()).isEqualTo(5);
        assertThat(voter.hardState.votedFor()).isEmpty();

        voter.step(new RaftMessage.VoteRequest(N3, N2, 5, 2, 1, true));
        assertThat(voter.hardState.votedFor()).contains(N3);

        voter.restart();
        cluster.inFlight.clear();
        voter.step(new RaftMessage.VoteRequest(N1, N2, 5, 2, 1, true));
        assertThat(cluster.inFlight).containsExactly(new RaftMessage.VoteReply(N2, N1, 5, false));
    }
}
