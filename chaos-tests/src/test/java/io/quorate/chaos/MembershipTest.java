package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * An operator changes who belongs to a group, by the command line, while messages are sent. Not one send may fail. Then a node
 * loses its disk: it must count for nothing until it is taken back.
 */
class MembershipTest {
    @RegisterExtension
    static final GroupExtension GROUP = new GroupExtension();

    private static final int STEADY_ACKS = 50;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final LocalGroup group = GROUP.group();

    @Test
    void membersComeAndGoUnderLoad() throws Exception {
        SteadyLoad.Result result;
        try (SdkLoad load = SdkLoad.start(group.namesrvAddress(), "Members")) {
            awaitAcks(load);
            String added = addsAndPromotes();
            awaitAcks(load);
            transfersTo(added);
            awaitAcks(load);
            transfersTo("n1");
            awaitAcks(load);
            removes(follower());
            awaitAcks(load);
            adds();
            awaitAcks(load);
            removes(group.awaitLeader().node());
            awaitAcks(load);
            replacesByNewcomer(follower());
            awaitAcks(load);
            result = load.stop();
        }
        assertThat(result.failures()).as("failed sends").isEmpty();
        String wiped = wipes(follower());
        countsForNothing(wiped);
        SteadyLoad.Result resultAfter;
        try (SdkLoad load = SdkLoad.start(group.namesrvAddress(), "MembersAfter")) {
            awaitAcks(load);
            takesBack(wiped);
            awaitAcks(load);
            resultAfter = load.stop();
        }
        assertThat(resultAfter.failures()).as("failed sends").isEmpty();
        Replicas.assertEqual(group);
        Readback.verifyOnceAndInOrder(group.namesrvAddress(), "Members", result.ackedKeys());
        Readback.verifyOnceAndInOrder(group.namesrvAddress(), "MembersAfter", resultAfter.ackedKeys());
    }

    private static void awaitAcks(SteadyLoad load) {
        int target = load.ackedCount() + STEADY_ACKS;
        Await.until("acknowledgements for " + load.topic(), TIMEOUT, () -> load.ackedCount() >= target);
    }

    private String follower() {
        String leader = group.awaitLeader().node();
        return group.nodes().stream()
                .filter(node -> !node.equals(leader))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static List<String> voters(Map<String, String> members) {
        return members.keySet().stream()
                .filter(node -> members.get(node).startsWith("voter "))
                .toList();
    }

    private String addsAndPromotes() {
        String added = group.startNewcomer();
        awaitAnswer(added);
        QuorateVerb early = QuorateVerb.run(group, "transfer-leader", "--to", added);
        assertThat(early.exitCode()).isEqualTo(1);
        assertThat(early.output()).contains("no voter " + added);
        QuorateVerb.succeed(
                group, "member", "add", "--learner", "--node", added, "--address", group.peerAddress(added));
        assertThat(QuorateVerb.members(group).get(added)).startsWith("learner ");
        QuorateVerb.succeed(group, "member", "promote", "--node", added);
        assertThat(voters(QuorateVerb.members(group))).isEqualTo(group.nodes()).contains(added);
        return added;
    }

    private void adds() {
        String added = group.startNewcomer();
        awaitAnswer(added);
        QuorateVerb.succeed(group, "member", "add", "--node", added, "--address", group.peerAddress(added));
        assertThat(voters(QuorateVerb.members(group))).isEqualTo(group.nodes()).contains(added);
    }

    private NodeStatus awaitAnswer(String node) {
        return Await.present(node + " to answer", TIMEOUT, () -> NodeStatus.of(group.port(node)));
    }

    private void transfersTo(String node) {
        assertThat(group.awaitLeader().node()).isNotEqualTo(node);
        QuorateVerb.succeed(group, "transfer-leader", "--to", node);
        assertThat(group.awaitLeader().node()).isEqualTo(node);
    }

    private void removes(String node) {
        QuorateVerb.succeed(group, "member", "remove", "--node", node);
        assertThat(QuorateVerb.members(group)).doesNotContainKey(node);
        Await.until(
                node + " to know that it was removed",
                TIMEOUT,
                () -> NodeStatus.of(group.port(node))
                        .filter(NodeStatus::isOutside)
                        .isPresent());
        assertThat(group.awaitLeader().node()).isNotEqualTo(node);
        group.dismiss(node);
    }

    private void replacesByNewcomer(String node) {
        String newcomer = group.startNewcomer();
        awaitAnswer(newcomer);
        QuorateVerb.succeed(
                group,
                "member",
                "replace",
                "--node",
                node,
                "--with",
                newcomer,
                "--address",
                group.peerAddress(newcomer));
        assertThat(voters(QuorateVerb.members(group))).contains(newcomer).doesNotContain(node);
        group.dismiss(node);
    }

    /** Kills a node, empties its directory, starts it. */
    private String wipes(String node) throws IOException {
        group.kill9(node);
        Path store = group.logDir(node).getParent();
        try (Stream<Path> found = Files.walk(store)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        group.startNode(node);
        Await.until(
                node + " to find itself outside",
                TIMEOUT,
                () -> NodeStatus.of(group.port(node))
                        .filter(status -> status.outside().contains("does not vote"))
                        .isPresent());
        // The process writes its log from another thread.
        Path log = group.dir().resolve(node).resolve("logs").resolve("broker.log");
        Await.until(
                node + " to say in its log how it comes back",
                TIMEOUT,
                () -> says(log, "quorate member replace --node " + node));
        return node;
    }

    private static boolean says(Path log, String text) {
        try {
            return Files.readString(log).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of three voters, one is down and one has lost its disk: the third must not be a majority with that one's help. */
    private void countsForNothing(String wiped) throws Exception {
        String leader = group.awaitLeader().node();
        String other = group.nodes().stream()
                .filter(node -> !node.equals(leader) && !node.equals(wiped))
                .findFirst()
                .orElseThrow();
        group.kill9(other);
        Await.until("the leader to step down", TIMEOUT, () -> group.leader().isEmpty());
        long term = awaitAnswer(leader).term();
        Await.until("attempts to be elected", TIMEOUT, () -> {
            NodeStatus alone = awaitAnswer(leader);
            assertThat(alone.isLeader()).as("elected by a disk without memory").isFalse();
            return alone.role().equals("PRE_CANDIDATE");
        });
        assertThat(awaitAnswer(leader).term()).isEqualTo(term);
        assertThat(awaitAnswer(wiped).isOutside()).isTrue();
        group.startNode(other);
        group.awaitLeader();
        group.awaitCaughtUp(other);
    }

    private void takesBack(String wiped) {
        Map<String, String> before = QuorateVerb.members(group);
        assertThat(voters(before)).contains(wiped); // with the disk that is gone
        QuorateVerb.succeed(group, "member", "replace", "--node", wiped);
        Map<String, String> after = QuorateVerb.members(group);
        assertThat(voters(after)).isEqualTo(voters(before));
        assertThat(after.get(wiped)).isNotEqualTo(before.get(wiped));
    }
}
