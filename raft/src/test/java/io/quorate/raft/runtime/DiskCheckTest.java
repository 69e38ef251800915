package io.quorate.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiskCheckTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final Membership GROUP =
            new Membership(List.of(new Member(N1, 1, "h1:1"), new Member(N2, 2, "h2:1")), List.of());

    private final DiskCheck disks = new DiskCheck(N1);

    @Test
    void whatCountsMustComeFromTheDiskTheGroupKnows() {
        List<RaftMessage> counting = List.of(
                new RaftMessage.VoteReply(N2, N1, 3, true),
                new RaftMessage.PreVoteReply(N2, N1, 3, true),
                new RaftMessage.AppendReply(N2, N1, 3, true, 5, 5, 0, 0, false));
        for (RaftMessage message : counting) {
            assertThat(disks.admits(GROUP, message, 2)).as(message.toString()).isTrue();
            assertThat(disks.admits(GROUP, message, 22)).as(message.toString()).isFalse();
            // A node that knows no group, or not this node, has nothing to hold against it.
            assertThat(disks.admits(Membership.NONE, message, 22)).isTrue();
        }
    }

    @Test
    void requestsPassSinceTheSenderMayKnowANewerMembership() {
        RaftMessage append = new RaftMessage.AppendRequest(N2, N1, 3, 0, 0, List.of(), 0, 0, List.of());
        RaftMessage vote = new RaftMessage.VoteRequest(N2, N1, 3, 0, 0, false);
        assertThat(disks.admits(GROUP, append, 22)).isTrue();
        assertThat(disks.admits(GROUP, vote, 22)).isTrue();
    }
}
