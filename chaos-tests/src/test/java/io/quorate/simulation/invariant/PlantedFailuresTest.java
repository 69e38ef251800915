package io.quorate.simulation.invariant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogBase;
import io.quorate.simulation.world.Chance;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.SimulatedGroup;
import io.quorate.simulation.world.SimulatedNode;
import java.nio.ByteBuffer;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each checker watches a sound group without a word, and speaks when told of something that must not be. */
class PlantedFailuresTest {
    private static final long RUN_MICROS = 5_000_000;

    private SimulatedGroup group;
    private StoredPromises promises;
    private DurableAcks acks;
    private CommittedLog committed;
    private AppliedState applied;

    @BeforeEach
    void aGroupWithALeader() {
        Chance chance = new Chance(3);
        SimulatedGroup.Options options = SimulatedGroup.Options.draw(chance);
        while (options.size() != 3 || options.spareCount() > 0) {
            options = SimulatedGroup.Options.draw(chance);
        }
        group = new SimulatedGroup(options, chance);
        promises = new StoredPromises();
        acks = new DurableAcks(3);
        committed = new CommittedLog(group);
        applied = new AppliedState();
        group.addObserver(promises);
        group.addObserver(acks);
        group.addObserver(committed);
        group.addObserver(applied);
        group.start();
        group.timeline().runUntil(RUN_MICROS);
        assertThat(group.leader()).isPresent();
        assertThat(committed.lastIndex()).isPositive();
    }

    @Test
    void aVoteThatIsNotOnDisk() {
        SimulatedNode voter = follower();
        long term = voter.view().term() + 1;
        assertFails("stored promises", () -> promises.sends(voter, vote(voter, leader(), term)));
    }

    @Test
    void twoVotesInATerm() {
        SimulatedNode voter = follower();
        SimulatedNode other = group.nodes().stream()
                .filter(node -> node != voter && node != leader())
                .findFirst()
                .orElseThrow();
        RaftMessage.VoteReply reply = vote(voter, other, leader().view().term());
        // Either it had voted for the leader and is heard to vote again, or its disk knows of no such vote.
        assertThatThrownBy(() -> promises.sends(voter, reply)).isInstanceOf(CheckFailure.class);
    }

    @Test
    void aTermThatIsNotOnDisk() {
        SimulatedNode node = follower();
        RaftMessage reply =
                new RaftMessage.VoteReply(node.id(), leader().id(), node.view().term() + 7, false);
        assertFails("stored promises", () -> promises.sends(node, reply));
    }

    @Test
    void aCommittedEntryThatIsRemoved() {
        assertFails("no truncation below commit", () -> committed.truncates(follower(), 1));
    }

    @Test
    void aStateThatDiffers() {
        EntryMeta first = leader().log().entryAt(1);
        ByteBuffer entry = leader().log().read(1);
        assertFails("applied state", () -> applied.applied(follower(), first, entry, 12345));
    }

    @Test
    void aDiskThatFailsWithoutReason() {
        StorageFailure failure = new StorageFailure(StorageFailure.Reason.FLUSH_FAILED, "planted");
        SimulatedNode node = follower();
        StorageHealth health = new StorageHealth();
        assertFails("storage health", () -> health.storageFailed(node, failure));
        node.disks().expectFailure(StorageFailure.Reason.FLUSH_FAILED, () -> {});
        assertThatCode(() -> health.storageFailed(node, failure)).doesNotThrowAnyException();
    }

    @Test
    void aLogThatForgetsWhatItAcknowledged() {
        SimulatedNode node = leader();
        DurableAcks fresh = new DurableAcks(3);
        long lastIndex = node.log().lastIndex();
        node.log().truncateFrom(lastIndex); // behind everybody's back
        assertThatCode(() -> fresh.started(node)).doesNotThrowAnyException();
        SimulatedNode follower = follower();
        follower.log().truncateFrom(follower.log().firstIndex());
        assertFails("durable acks", () -> acks.started(follower));
    }

    @Test
    void aVoteForALogThatIsBehind() {
        SimulatedNode voter = follower();
        SimulatedNode candidate = leader();
        long term = voter.view().term();
        Elections elections = new Elections(group);
        elections.sends(candidate, new RaftMessage.VoteRequest(candidate.id(), voter.id(), term, 0, 0, false));
        assertFails("votes for complete logs", () -> elections.sends(voter, vote(voter, candidate, term)));
    }

    @Test
    void aPreVoteOfOneWhoIsLed() {
        SimulatedNode led = follower();
        NodeId leader = leader().id();
        long term = led.view().term();
        RaftMessage asks = new RaftMessage.PreVoteRequest(new NodeId("n9"), led.id(), term + 1, 100, term);
        RaftMessage grants = new RaftMessage.PreVoteReply(led.id(), new NodeId("n9"), term + 1, true);
        Elections elections = new Elections(group);
        elections.started(led);
        elections.receives(led, asks);
        assertThatCode(() -> elections.sends(led, grants))
                .as("for all that is known, it hears no leader")
                .doesNotThrowAnyException();
        elections.started(led);
        elections.receives(
                led, new RaftMessage.AppendRequest(leader, led.id(), term, 0, 0, List.of(), 0, 0, List.of()));
        elections.receives(led, asks);
        assertFails("nobody elects while led", () -> elections.sends(led, grants));
    }

    @Test
    void aLeaderThatHearsNobody() {
        LeaderContact contact = new LeaderContact(group);
        contact.stepped(leader());
        group.timeline().runUntil(RUN_MICROS + group.options().electionMicros());
        assertThatCode(() -> contact.stepped(leader())).doesNotThrowAnyException();
        group.timeline().runUntil(RUN_MICROS + 4 * group.options().electionMicros());
        assertFails("check quorum", () -> contact.stepped(leader()));
    }

    @Test
    void aBaseBeyondWhatIsFlushed() {
        LocalOrder order = new LocalOrder(3);
        SimulatedNode node = follower();
        order.started(node);
        assertFails(
                "local order",
                () -> order.baseMoved(node, new LogBase(node.view().flushedIndex() + 1, 1, 1, 1, 1)));
    }

    private RaftMessage.VoteReply vote(SimulatedNode from, SimulatedNode to, long term) {
        return new RaftMessage.VoteReply(from.id(), to.id(), term, true);
    }

    private SimulatedNode leader() {
        return group.leader().orElseThrow();
    }

    private SimulatedNode follower() {
        return group.nodes().stream()
                .filter(node -> node != leader())
                .findFirst()
                .orElseThrow();
    }

    private static void assertFails(String checker, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CheckFailure.class,
                        failure -> assertThat(failure.checker()).isEqualTo(checker));
    }
}
