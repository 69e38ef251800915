package io.quorate.broker.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.config.ReadFromFollowers;
import io.quorate.broker.state.TestReplica;
import io.quorate.protocol.ResponseCode;
import io.quorate.raft.NodeId;
import io.quorate.raft.NodeView;
import io.quorate.raft.PeerProgress;
import io.quorate.raft.Role;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.runtime.ReplicaView;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where consumers are sent next, by policy, on a leader (n0) and on a follower (n1). */
class ReadPlacementTest {
    private static final long LAG_BYTES = 10_000;
    private static final long OWN = 2;
    private static final PullResult CAUGHT_UP =
            PullResult.empty(ResponseCode.PULL_NOT_FOUND, PullStatus.OFFSET_OVERFLOW_ONE, 3, 0, 3);

    private TestReplica replica;
    private boolean leading = true;

    @BeforeEach
    void open() throws Exception {
        replica = new TestReplica();
        for (int i = 0; i < 3; i++) {
            replica.commit(replica.message("T", 0, null, new byte[4000]));
        }
    }

    @AfterEach
    void close() throws Exception {
        replica.close();
    }

    @Test
    void neverIsNever() {
        ReadPlacement placement = placement(ReadFromFollowers.NEVER);
        assertThat(placement.wantsViews()).isFalse();
        placement.observe(view(peer("n1", 0, 100), peer("n2", 0, 100)));
        assertThat(suggestions(placement, found(0))).containsExactly(0L);
        leading = false;
        assertThat(suggestions(placement, found(0))).containsExactly(0L);
    }

    @Test
    void whoLagsGoesToAFollowerUntilHalfOfItIsMadeGood() {
        ReadPlacement placement = placement(ReadFromFollowers.LAGGING);
        assertThat(suggestions(placement, found(0))).containsExactly(0L);
        placement.observe(view(peer("n1", 0, 100), peer("n2", 0, 100)));
        assertThat(suggestions(placement, found(0))).hasSize(1).isSubsetOf(2L, 3L);
        assertThat(suggestions(placement, found(1))).containsExactly(0L);
        assertThat(suggestions(placement, CAUGHT_UP)).containsExactly(0L);
        leading = false;
        assertThat(suggestions(placement, found(1))).containsExactly(OWN);
        assertThat(suggestions(placement, found(2))).containsExactly(0L);
        assertThat(suggestions(placement, CAUGHT_UP)).containsExactly(0L);
    }

    @Test
    void queuesAreDividedOverAllThatAreUpToDate() {
        ReadPlacement placement = placement(ReadFromFollowers.BALANCE);
        placement.observe(view(peer("n1", 0, 100), peer("n2", 0, 100)));
        assertThat(suggestions(placement, CAUGHT_UP)).containsExactlyInAnyOrder(0L, 2L, 3L);
        placement.observe(view(peer("n1", PeerProgress.NEVER, 100), peer("n2", 0, 100)));
        assertThat(suggestions(placement, CAUGHT_UP)).containsExactlyInAnyOrder(0L, 3L);
        placement.observe(view(peer("n1", 21, 100), peer("n2", 0, 4000)));
        assertThat(suggestions(placement, CAUGHT_UP)).containsExactlyInAnyOrder(0L, 3L);
        placement.observe(view(peer("n1", 0, 4000), peer("n2", 0, 4001)));
        assertThat(suggestions(placement, CAUGHT_UP)).containsExactlyInAnyOrder(0L, 2L, 3L);
    }

    @Test
    void aFollowerKeepsItsReadersAndSendsToTheLeaderWhomItCannotHelp() {
        leading = false;
        ReadPlacement placement = placement(ReadFromFollowers.BALANCE);
        assertThat(suggestions(placement, CAUGHT_UP)).containsExactly(OWN);
        PullResult tooSmall = PullResult.empty(ResponseCode.PULL_NOT_FOUND, PullStatus.OFFSET_TOO_SMALL, 0, 5, 9);
        assertThat(suggestions(placement, tooSmall)).containsExactly(0L);
    }

    private ReadPlacement placement(ReadFromFollowers mode) {
        return new ReadPlacement(mode, LAG_BYTES, OWN, replica.state(), this::replicaView);
    }

    private Set<Long> suggestions(ReadPlacement placement, PullResult result) {
        Set<Long> ids = new TreeSet<>();
        for (int i = 0; i < 6; i++) {
            ids.add(placement.brokerIdFor("T", 0, result));
            if (result.nextBeginOffset() >= result.maxOffset()) {
                ids.add(placement.brokerIdFor("U", i, result));
            }
        }
        return ids;
    }

    private static PullResult found(long next) {
        return PullResult.empty(ResponseCode.SUCCESS, PullStatus.FOUND, next, 0, 3);
    }

    private ReplicaView replicaView() {
        return new ReplicaView(
                new NodeId("n1"),
                leading ? Role.LEADER : Role.FOLLOWER,
                1,
                Optional.of(new NodeId("n0")),
                leading,
                1,
                1,
                1,
                1,
                0,
                0,
                new IndexedMembership(0, Membership.NONE),
                true,
                false);
    }

    private static PeerProgress peer(String node, int silentTicks, long flushedIndex) {
        return new PeerProgress(
                new NodeId(node), true, flushedIndex, flushedIndex + 1, "REPLICATING", 0, 0, silentTicks, 50);
    }

    /** Up to index 5000 the log is committed; a peer at 100 is thought of as of a young log. */
    private static NodeView view(PeerProgress... peers) {
        long committed = List.of(peers).stream().anyMatch(peer -> peer.flushedIndex() > 1000) ? 5000 : 100;
        return new NodeView(
                new NodeId("n0"),
                Role.LEADER,
                1,
                Optional.empty(),
                Optional.of(new NodeId("n0")),
                committed,
                committed,
                committed,
                committed,
                true,
                false,
                Optional.empty(),
                Optional.empty(),
                0,
                false,
                false,
                new IndexedMembership(0, Membership.NONE),
                List.of(peers));
    }
}
