package io.quorate.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.commitlog.LogCompare;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RemotingCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups whose nodes come, go and lose their disks, as real brokers. */
class MembershipTest {
    private static final String[] THREE = {"n1", "n2", "n3"};

    @TempDir
    private Path directory;

    private BrokerGroup group;

    @BeforeEach
    void setUp() {
        group = new BrokerGroup(directory);
    }

    @AfterEach
    void tearDown() throws Exception {
        group.close();
    }

    @Test
    void aNewGroupWaitsForAllItsNodesAndSaysSo() throws Exception {
        group.start("n1", THREE);
        group.start("n2", THREE);
        group.await("n1 to hear n2", () -> group.status("n1").contains("waiting for [n3]"));
        RemotingCommand refused = group.ask("n1", RemotingCommand.request(310));
        assertThat(refused.code()).isEqualTo(ResponseCode.SERVICE_NOT_AVAILABLE);
        assertThat(refused.remark()).contains("waiting for [n3]");

        group.start("n3", THREE);
        group.awaitLeader();
        assertThat(group.members("n1")).contains("\"index\":0");
    }

    @Test
    void aWipedNodeHasNoVoteUntilItIsReplacedAndThenHasTheSameBytes() throws Exception {
        for (String node : THREE) {
            group.start(node, THREE);
        }
        group.awaitLeader();
        for (int i = 0; i < 20; i++) {
            group.send("n1", "before-" + i);
        }
        group.stop("n3");
        wipe(group.directory("n3"));
        group.start("n3", THREE);
        group.await("n3 to see that it is outside", () -> group.status("n3").contains("quorate member replace"));
        assertThat(group.status("n3")).contains("\"member\":false");

        String gone = group.awaitLeader();
        String left = gone.equals("n1") ? "n2" : "n1";
        group.stop(gone);
        // n3 has no vote to give, so the one left can not be elected.
        group.await(left + " to ask in vain", () -> group.status(left).contains("\"role\":\"PRE_CANDIDATE\""));
        assertThat(group.status(left)).doesNotContain("\"leader\":");
        group.start(gone, THREE);
        group.awaitLeader();

        RemotingCommand replaced = group.change("n1", "replace", "n3", "");
        assertThat(replaced.remark()).isNull();
        assertThat(replaced.code()).isZero();
        group.await("n3 to vote again", () -> voters("n1").contains("n3"));
        group.send("n1", "after");
        group.awaitCaughtUp("n3");
        assertThat(group.status("n3")).contains("\"member\":true");
        requireSameLogs("n1", "n2", "n3");
    }

    @Test
    void aNodeIsAddedCatchesUpAndVotesAndTheLeaderIsRemoved() throws Exception {
        for (String node : THREE) {
            group.start(node, THREE);
        }
        String leader = group.awaitLeader();
        for (int i = 0; i < 20; i++) {
            group.send("n1", "before-" + i);
        }
        group.start("n4", "n1", "n4");
        group.await("n4 to see that it is outside", () -> group.status("n4").contains("quorate member add"));

        // Asked on another node: passed on to the leader.
        String other = leader.equals("n1") ? "n2" : "n1";
        RemotingCommand added = group.change(other, "add", "n4", group.peerAddress("n4"));
        assertThat(added.remark()).isNull();
        assertThat(added.code()).isZero();
        group.await("n4 to vote", () -> voters("n4").equals(List.of("n1", "n2", "n3", "n4")));

        RemotingCommand removed = group.change(leader, "remove", leader, "");
        assertThat(removed.remark()).isNull();
        assertThat(removed.code()).isZero();
        group.await("the old leader to know", () -> group.status(leader).contains("was removed"));
        group.send("n4", "after");
        group.awaitCaughtUp("n4");
        requireSameLogs(group.awaitLeader(), "n4");
    }

    /** A version without disk ids left the same files, but for the identity. */
    @Test
    void aGroupOfAnEarlierVersionGoesOnAndAnEmptiedNodeAmongItDoesNot() throws Exception {
        for (String node : THREE) {
            group.start(node, THREE);
        }
        group.awaitLeader();
        for (int i = 0; i < 20; i++) {
            group.send("n1", "before-" + i);
        }
        for (String node : THREE) {
            group.awaitCaughtUp(node);
        }
        for (String node : THREE) {
            group.stop(node);
            Files.delete(group.directory(node).resolve("raft.identity"));
        }
        wipe(group.directory("n1"));
        for (String node : THREE) {
            group.start(node, THREE);
        }
        group.awaitLeader();
        assertThat(group.status("n1")).contains("\"member\":false");
        assertThat(group.change("n2", "replace", "n1", "").remark()).isNull();
        group.await(
                "n1 to vote again",
                () -> voters("n1").equals(List.of(THREE)) && group.status("n1").contains("\"member\":true"));
        group.awaitCaughtUp("n1");
        requireSameLogs("n1", "n2", "n3");
    }

    @Test
    void whatMakesNoSenseIsRefusedInWords() throws Exception {
        for (String node : THREE) {
            group.start(node, THREE);
        }
        group.awaitLeader();
        assertThat(group.change("n1", "remove", "n9", "").remark()).contains("the group has no node n9");
        assertThat(group.change("n1", "promote", "n2", "").remark()).contains("the group has no learner n2");
        assertThat(group.change("n1", "replace", "n2", "").remark()).contains("there is nothing to replace");
        assertThat(group.change("n1", "add", "n9", group.peerAddress("n2")).remark())
                .contains("there is node n2, not n9");
        assertThat(group.change("n1", "add", "n9", "").remark()).contains("give the address");
        assertThat(group.change("n1", "add", "n9", "127.0.0.1:1").remark()).contains("must be running");
        assertThat(group.change("n1", "dismiss", "n2", "").remark()).contains("it is add, promote, remove or replace");
        assertThat(group.change("n1", "remove", "../n2", "").remark()).contains("one letter and digits");
    }

    @Test
    void aGroupOfOneFormsAtOnce() throws Exception {
        group.start("n1", "n1");
        group.awaitLeader();
        assertThat(group.change("n1", "remove", "n1", "").remark()).contains("no voter left");
    }

    private List<String> voters(String asked) throws Exception {
        String members = group.members(asked);
        String voters = members.substring(members.indexOf("\"voters\""), members.indexOf("\"learners\""));
        return Stream.of("n1", "n2", "n3", "n4")
                .filter(node -> voters.contains('"' + node + '"'))
                .toList();
    }

    private void requireSameLogs(String... nodes) throws Exception {
        for (String node : nodes) {
            group.stop(node);
        }
        for (String node : nodes) {
            assertThat(LogCompare.firstDifference(logOf(nodes[0]), logOf(node)))
                    .as(node)
                    .isEmpty();
        }
    }

    private Path logOf(String node) {
        return group.directory(node).resolve("commitlog");
    }

    private static void wipe(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
