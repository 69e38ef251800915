package io.quorate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The verbs against a server that says what it is told to. What they do to a real group, the chaos tests show. */
class VerbsTest {
    private static final String NOBODY = "127.0.0.1:1";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine = QuorateCommand.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    @Test
    void statusShowsTheLeaderAndWhoIsDown() throws Exception {
        try (FakeServer node = new FakeServer("LEADER")) {
            int code = run("status", "--group", "broker-a", "--node", "n1=" + node.address(), "--node", "n2=" + NOBODY);
            assertThat(code).isZero();
            assertThat(out.toString())
                    .containsPattern("n1 +LEADER +7 +" + node.address() + " +4711 +11 +0 +123")
                    .containsPattern("n2 +DOWN +- +" + NOBODY);
        }
    }

    @Test
    void statusAsJsonHasWhatTheNodesSaid() throws Exception {
        try (FakeServer node = new FakeServer("LEADER")) {
            assertThat(run(
                            "status",
                            "--json",
                            "--group",
                            "broker-a",
                            "--node",
                            "n1=" + node.address(),
                            "--node",
                            "n2=" + NOBODY))
                    .isZero();
            JsonObject json = JsonObject.parse(out.toString(), "status");
            assertThat(json.text("leader")).isEqualTo("n1");
            JsonObject first = json.objects("nodes").get(0);
            assertThat(first.text("id")).isEqualTo("n1");
            assertThat(first.requiredLong("endPosition")).isEqualTo(4711);
            assertThat(first.requiredLong("pid")).isEqualTo(123);
            assertThat(json.objects("nodes").get(1).text("role")).isEqualTo("DOWN");
        }
    }

    @Test
    void statusOfAllGroupsOfANameServer() throws Exception {
        try (FakeServer server = new FakeServer("LEADER")) {
            assertThat(run("status", "--namesrv", server.address())).isZero();
            assertThat(out.toString())
                    .contains("group broker-a, cluster DefaultCluster")
                    .contains("LEADER");
        }
    }

    @Test
    void statusWithoutLeaderEndsWithOne() throws Exception {
        try (FakeServer node = new FakeServer("FOLLOWER")) {
            assertThat(run("status", "--node", "n1=" + node.address())).isEqualTo(1);
        }
    }

    @Test
    void statusWaitsForALeader() throws Exception {
        try (FakeServer node = new FakeServer("FOLLOWER", "CANDIDATE", "LEADER")) {
            assertThat(run("status", "--wait-leader", "--node", "n1=" + node.address()))
                    .isZero();
            assertThat(err.toString()).contains("waiting: n1=FOLLOWER").contains("waiting: n1=CANDIDATE");
        }
    }

    @Test
    void statusDoesNotWaitForEver() throws Exception {
        try (FakeServer node = new FakeServer("FOLLOWER")) {
            assertThat(run("status", "--wait-leader", "--wait-seconds", "1", "--node", "n1=" + node.address()))
                    .isEqualTo(1);
        }
    }

    @Test
    void transferLeaderAsksTheLeader() throws Exception {
        try (FakeServer server = new FakeServer("LEADER")) {
            assertThat(run("transfer-leader", "--namesrv", server.address(), "--group", "broker-a", "--to", "n2"))
                    .isZero();
            assertThat(server.transfers).containsExactly("n2");
        }
    }

    @Test
    void transferLeaderLeavesAFollowerAlone() throws Exception {
        try (FakeServer server = new FakeServer("FOLLOWER")) {
            assertThat(run("transfer-leader", "--broker", server.address(), "--if-leader"))
                    .isZero();
            assertThat(server.transfers).isEmpty();
            assertThat(out.toString()).contains("n1 does not lead");
        }
    }

    @Test
    void transferLeaderOfOneThatMayNotLeadWorksAsEverIfItDoes() throws Exception {
        try (FakeServer server = new FakeServer("LEADER")) {
            assertThat(run("transfer-leader", "--broker", server.address(), "--if-leader"))
                    .isZero();
            assertThat(server.transfers).hasSize(1);
        }
    }

    @Test
    void aNodeThatHasAppliedWhatItsLeaderCommittedIsReady() throws Exception {
        try (FakeServer server = new FakeServer("FOLLOWER")) {
            assertThat(run("ready", "--broker", server.address())).isZero();
            assertThat(out.toString()).contains("n1 has applied index 11, n2 leads");
        }
    }

    @Test
    void aNodeThatLagsBehindIsNotReady() throws Exception {
        try (FakeServer server = new FakeServer("FOLLOWER")) {
            server.leaderCommittedIndex = 12;
            assertThat(run("ready", "--broker", server.address(), "--catch-up-seconds", "0"))
                    .isEqualTo(1);
            assertThat(err.toString()).hasLineCount(1).contains("has applied index 11, the group has committed 12");
        }
    }

    @Test
    void aNodeWithoutLeaderIsNotReady() throws Exception {
        try (FakeServer server = new FakeServer("FOLLOWER")) {
            server.leaderCode = ResponseCode.SERVICE_NOT_AVAILABLE;
            assertThat(run("ready", "--broker", server.address())).isEqualTo(1);
            assertThat(err.toString()).contains("no leader now");
        }
    }

    @Test
    void aNodeOutsideOfItsGroupIsNotReady() throws Exception {
        try (FakeServer server = new FakeServer("FOLLOWER")) {
            server.outside = "waits to be added";
            assertThat(run("ready", "--broker", server.address())).isEqualTo(1);
            assertThat(err.toString()).contains("n1: waits to be added");
        }
    }

    @Test
    void whoDoesNotAnswerIsNotReady() {
        assertThat(run("ready", "--broker", NOBODY)).isEqualTo(1);
        assertThat(err.toString()).contains("no answer from " + NOBODY);
        assertThat(run("ready", "--namesrv", NOBODY)).isEqualTo(1);
    }

    @Test
    void aNameServerThatAnswersIsReady() throws Exception {
        try (FakeServer server = new FakeServer("LEADER")) {
            assertThat(run("ready", "--namesrv", server.address())).isZero();
            assertThat(out.toString()).contains("knows 1 groups");
        }
    }

    @Test
    void aRefusalIsOneLineAndCodeOne() throws Exception {
        try (FakeServer server = new FakeServer("LEADER")) {
            server.transferCode = ResponseCode.SYSTEM_ERROR;
            assertThat(run("transfer-leader", "--namesrv", server.address(), "--group", "broker-a"))
                    .isEqualTo(1);
            assertThat(err.toString()).hasLineCount(1).contains("no other replica is ready");
        }
    }

    @Test
    void anUnknownGroupIsNamed() throws Exception {
        try (FakeServer server = new FakeServer("LEADER")) {
            assertThat(run("transfer-leader", "--namesrv", server.address(), "--group", "nobody"))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("knows no group nobody");
        }
    }

    @Test
    void membersAreShownWithTheirDisksAndTheLeader() throws Exception {
        try (FakeServer server = new FakeServer("LEADER")) {
            assertThat(run("members", "--namesrv", server.address())).isZero();
            assertThat(out.toString())
                    .contains("group broker-a, leader n1; as n1 has it: changed by entry 5, committed")
                    .containsPattern("n1 +voter +abcdef01 +127.0.0.1:1 +12 +0 +leads");
        }
    }

    @Test
    void addWaitsUntilTheNodeVotes() throws Exception {
        try (FakeServer server = new FakeServer("LEADER")) {
            server.looksAsLearner.set(2);
            assertThat(run("member", "add", "--broker", server.address(), "--node", "n4", "--address", "h:1"))
                    .isZero();
            assertThat(server.changes).containsExactly("add n4 h:1");
            assertThat(err.toString())
                    .contains("n4: learner, to vote, 50% caught up")
                    .contains("n4: voter");
            assertThat(out.toString()).contains("n4 is a voter now");
        }
    }

    @Test
    void aChangeThatDoesNotComeAboutInTimeEndsWithOne() throws Exception {
        try (FakeServer server = new FakeServer("LEADER")) {
            server.looksAsLearner.set(Integer.MAX_VALUE);
            assertThat(run(
                            "member",
                            "add",
                            "--broker",
                            server.address(),
                            "--node",
                            "n4",
                            "--address",
                            "h:1",
                            "--timeout",
                            "1"))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("after 1 s, node n4 is not a voter");
        }
    }

    @Test
    void aChangeIsAskedForAgainWhileNobodyLeadsButNotAfterARefusal() throws Exception {
        try (FakeServer server = new FakeServer("LEADER")) {
            server.changeCodes.addFirst(ResponseCode.SERVICE_NOT_AVAILABLE);
            assertThat(run("member", "add", "--broker", server.address(), "--node", "n4", "--address", "h:1"))
                    .isZero();
            assertThat(err.toString()).contains("trying again: the group has no such node");
            server.changeCodes.addFirst(ResponseCode.INVALID_PARAMETER);
            assertThat(run("member", "remove", "--broker", server.address(), "--node", "n9"))
                    .isEqualTo(1);
            assertThat(server.changes).hasSize(1);
        }
    }

    @Test
    void aReplacementNeedsAnAddressAndAMemberToReplace() throws Exception {
        try (FakeServer server = new FakeServer("LEADER")) {
            assertThat(run("member", "replace", "--broker", server.address(), "--node", "n1", "--with", "n4"))
                    .isEqualTo(2);
            assertThat(run(
                            "member",
                            "replace",
                            "--broker",
                            server.address(),
                            "--node",
                            "n9",
                            "--with",
                            "n4",
                            "--address",
                            "h:1"))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("the group has no node n9");
            assertThat(server.changes).isEmpty();
        }
    }
}
