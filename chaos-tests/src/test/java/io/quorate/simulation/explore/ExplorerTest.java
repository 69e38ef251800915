package io.quorate.simulation.explore;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.raft.HardState;
import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.Role;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplorerTest {
    @Test
    void anElectionAndACrashOfThreeNodesAreCovered() {
        Exploration exploration = new Explorer(new Scope(3, 1, 0, 1, true, false, 100_000)).run();
        assertThat(exploration.verdict()).isEqualTo("covered, nothing broken");
        // Fewer would mean that the explorer has gone blind; more is the core's affair.
        assertThat(exploration.situations()).isGreaterThan(200);
        assertThat(exploration.states()).isGreaterThan(10_000);
        assertThat(exploration.depth()).isGreaterThan(10);
    }

    @Test
    void twoTermsOfTwoNodesWithAProposalAreCovered() {
        Exploration exploration = new Explorer(new Scope(2, 2, 1, 0, false, false, 100_000)).run();
        assertThat(exploration.verdict()).isEqualTo("covered, nothing broken");
    }

    @Test
    void aScopeWithMoreStatesThanAllowedIsNotCovered() {
        Exploration exploration = new Explorer(new Scope(3, 2, 1, 1, true, false, 100)).run();
        assertThat(exploration.covered()).isFalse();
        assertThat(exploration.verdict()).startsWith("NOT covered");
    }

    /** What is left out of a state's form must not be what makes nodes differ. */
    @Test
    void aNodesStateIsTheSameUnderOtherNamesAndOtherwiseNot() {
        Scope scope = new Scope(3, 2, 0, 0, true, false, 1);
        CoreNode first = new CoreNode(scope, new Boot(0, HardState.INITIAL, 0, false));
        CoreNode second = new CoreNode(scope, new Boot(1, HardState.INITIAL, 0, false));
        assertThat(first.form(node -> node)).isNotEqualTo(second.form(node -> node));
        assertThat(first.form(ExplorerTest::swapped)).isEqualTo(second.form(node -> node));

        first.apply(vote("n2", "n1"));
        second.apply(vote("n1", "n2"));
        assertThat(first.form(ExplorerTest::swapped)).isEqualTo(second.form(node -> node));
        second.apply(Input.Event.STORE);
        assertThat(first.form(ExplorerTest::swapped)).isNotEqualTo(second.form(node -> node));
    }

    @Test
    void aVoteIsHeldUntilItIsStoredAndACrashForgetsWhatWasNot() {
        CoreNode node = new CoreNode(new Scope(3, 2, 0, 1, true, false, 1), new Boot(0, HardState.INITIAL, 0, false));
        node.apply(vote("n2", "n1"));
        assertThat(node.takeSent()).singleElement().isInstanceOf(Input.Hold.class);
        assertThat(node.crash(new Input.Crash(false, 0)).hardState()).isEqualTo(HardState.INITIAL);
        assertThat(node.crash(new Input.Crash(true, 0)).hardState())
                .isEqualTo(new HardState(1, Optional.of(new NodeId("n2"))));
    }

    @Test
    void brokenPromisesAreSeen() throws Violation {
        History history = History.initial(new Scope(3, 2, 0, 0, true, false, 1));
        History voted = history.sent(new RaftMessage.VoteReply(new NodeId("n1"), new NodeId("n2"), 1, true));
        assertBroken(
                "one vote a term",
                () -> voted.sent(new RaftMessage.VoteReply(new NodeId("n1"), new NodeId("n3"), 1, true)));
        History led = history.reached(0, facts(Role.LEADER, 1, 0, 0x1, 0x1));
        assertBroken("election safety", () -> led.reached(1, facts(Role.LEADER, 1, 0, 0x1, 0x1)));
        History committed = history.reached(0, facts(Role.LEADER, 1, 1, 0x1, 0x1));
        assertBroken("state machine safety", () -> committed.reached(1, facts(Role.FOLLOWER, 2, 1, 0x2, 0x2)));

        committed.checkDisks(0x1, 0x21, 0);
        assertBroken("majority of disks", () -> committed.checkDisks(0x1, 0, 0));
        assertBroken("majority of disks", () -> committed.checkDisks(0x1, 0x2, 0));
        LocalFacts usurper = facts(Role.LEADER, 2, 0, 0x2, 0x2);
        assertBroken("leader completeness", () -> committed.checkLeader(2, usurper));
        assertBroken("leader completeness", () -> committed.reached(2, usurper));
        LocalFacts follower = facts(Role.FOLLOWER, 2, 0, 0x2, 0x2);
        committed.reached(2, follower);
        History mixed = history.reached(0, facts(Role.FOLLOWER, 2, 0, 0x21, 0x1));
        assertBroken("log matching", () -> mixed.reached(1, facts(Role.FOLLOWER, 2, 0, 0x22, 0x1)));
        assertBroken("by counting", () -> history.reached(0, facts(Role.LEADER, 2, 1, 0x21, 0x1)));
    }

    private interface Check {
        void run() throws Violation;
    }

    private static void assertBroken(String what, Check check) {
        try {
            check.run();
        } catch (Violation violation) {
            assertThat(violation).hasMessageContaining(what);
            return;
        }
        throw new AssertionError("not seen: " + what);
    }

    private static Input vote(String from, String to) {
        return new Input.Deliver(new RaftMessage.VoteRequest(new NodeId(from), new NodeId(to), 1, 0, 0, false));
    }

    private static NodeId swapped(NodeId node) {
        return switch (node.value()) {
            case "n1" -> new NodeId("n2");
            case "n2" -> new NodeId("n1");
            default -> node;
        };
    }

    private static LocalFacts facts(Role role, int term, int committedIndex, long logTerms, long diskTerms) {
        return new LocalFacts(role, term, true, false, committedIndex, logTerms, diskTerms, term, false, false, false);
    }
}
