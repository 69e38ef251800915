package io.quorate.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.KvTable;
import io.quorate.protocol.header.SendMessageHeader;
import io.quorate.remoting.RemotingCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three real brokers, each on a real file system of a few MB of its own. */
class FullDiskTest {
    private static final String[] NODES = {"n1", "n2", "n3"};
    private static final int DISK_MEGABYTES = 12;
    private static final byte[] BODY = "x".repeat(20_000).getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path root;

    private final List<SmallDisk> disks = new ArrayList<>();
    private BrokerGroup group;

    @BeforeEach
    void mount() throws Exception {
        for (String node : NODES) {
            disks.add(SmallDisk.mount(root.resolve(node), DISK_MEGABYTES));
        }
        group = new BrokerGroup(root);
        group.set("mappedFileSizeCommitLog", "1048576");
        group.set("maxMessageSize", "65536");
        group.set("cleanFileForciblyEnable", "false");
    }

    @AfterEach
    void unmount() throws Exception {
        if (group != null) {
            group.close();
        }
        for (SmallDisk disk : disks) {
            disk.close();
        }
    }

    private void startAll() throws Exception {
        for (String node : NODES) {
            group.start(node, NODES);
        }
        group.awaitLeader();
    }

    private SmallDisk diskOf(String node) {
        return disks.get(List.of(NODES).indexOf(node));
    }

    private RemotingCommand send(String node) throws Exception {
        SendMessageHeader header = new SingleBroker.Message().header();
        RemotingCommand request = RemotingCommand.request(RequestCode.SEND_MESSAGE_V2);
        header.encodeV2(request.extFields());
        return group.ask(node, request.body(BODY));
    }

    private void awaitSent(String node) throws Exception {
        group.await("a send to be acknowledged", () -> send(node).code() == ResponseCode.SUCCESS);
    }

    private int pull(String node) throws Exception {
        RemotingCommand request = RemotingCommand.request(RequestCode.PULL_MESSAGE)
                .field("consumerGroup", "CG")
                .field("topic", "TopicTest")
                .field("queueId", 0)
                .field("queueOffset", 0)
                .field("maxMsgNums", 32)
                .field("sysFlag", 4)
                .field("commitOffset", 0)
                .field("suspendTimeoutMillis", 0)
                .field("subscription", "*")
                .field("subVersion", 0)
                .field("expressionType", "TAG");
        return group.ask(node, request).code();
    }

    private String runtimeInfo(String node, String key) throws Exception {
        RemotingCommand answer = group.ask(node, RemotingCommand.request(RequestCode.GET_BROKER_RUNTIME_INFO));
        return KvTable.decode(answer.body()).table().get(key);
    }

    @Test
    void sendsAreRefusedEarlyReadsGoOnAndSpaceIsEnoughToTakeThemAgain() throws Exception {
        startAll();
        String leader = group.awaitLeader();
        awaitSent(leader);
        for (SmallDisk disk : disks) {
            disk.fillBut(1 << 20);
        }
        for (String node : NODES) {
            group.await("the disk to be noticed", () -> {
                RemotingCommand refused = send(node); // a follower passes it on
                return refused.code() == ResponseCode.SERVICE_NOT_AVAILABLE
                        && refused.remark().contains("more than diskSpaceWarningLevelRatio=90");
            });
            group.await(node + " to have the message", () -> pull(node) == ResponseCode.SUCCESS);
            group.await(node + " to show it", () -> Double.parseDouble(runtimeInfo(node, "commitLogDiskRatio")) > 0.9);
        }
        for (SmallDisk disk : disks) {
            disk.empty();
        }
        awaitSent(leader);
        assertThat(group.fatal.get()).isNull();
    }

    /** Two disks without a byte left are a majority: nothing is acknowledged until one has space, and nobody dies. */
    @Test
    void aFollowerWithoutSpaceAcknowledgesNothingAndStays() throws Exception {
        group.set("diskSpaceWarningLevelRatio", "99");
        startAll();
        String leader = group.awaitLeader();
        awaitSent(leader);
        List<String> followers = new ArrayList<>(List.of(NODES));
        followers.remove(leader);
        for (String follower : followers) {
            diskOf(follower).fillBut(-1);
        }
        // Some fit into what was reserved before; after that no send is acknowledged.
        group.await("sends to fail", () -> send(leader).code() == ResponseCode.SERVICE_NOT_AVAILABLE);
        for (String follower : followers) {
            group.await(follower + " to notice", () -> group.status(follower).contains("\"outOfSpace\":true"));
            assertThat(pull(follower)).isEqualTo(ResponseCode.SUCCESS);
        }
        assertThat(group.awaitLeader()).isEqualTo(leader);
        diskOf(followers.get(0)).empty();
        awaitSent(leader);
        group.awaitCaughtUp(followers.get(0));
        diskOf(followers.get(1)).empty();
        group.awaitCaughtUp(followers.get(1));
        assertThat(group.fatal.get()).isNull();
    }

    @Test
    void aLeaderWithoutSpaceGivesWayAndComesBackAsAFollower() throws Exception {
        group.set("diskSpaceWarningLevelRatio", "99");
        startAll();
        String full = group.awaitLeader();
        awaitSent(full);
        diskOf(full).fillBut(-1);
        group.await("another to lead", () -> {
            send(full);
            return !group.awaitLeader().equals(full);
        });
        group.await("more to be acknowledged by the others than fits", () -> {
            send(full); // passed on
            return group.status(full).contains("\"outOfSpace\":true");
        });
        awaitSent(full);
        // It votes: with this leader gone nobody is elected without its vote. Nothing commits without its disk.
        String leader = group.awaitLeader();
        group.stop(leader);
        String third = Arrays.stream(NODES)
                .filter(node -> !node.equals(full) && !node.equals(leader))
                .findFirst()
                .orElseThrow();
        group.await(
                "one of the two to be elected",
                () -> (group.status(third) + group.status(full)).contains("\"role\":\"LEADER\""));
        diskOf(full).empty();
        awaitSent(third);
        group.awaitCaughtUp(full);
        assertThat(group.fatal.get()).isNull();
    }

    @Test
    void aNodeStartsOnAFullDisk() throws Exception {
        group.set("diskSpaceWarningLevelRatio", "99");
        startAll();
        String leader = group.awaitLeader();
        awaitSent(leader);
        String follower = leader.equals("n1") ? "n2" : "n1";
        group.awaitCaughtUp(follower);
        group.stop(follower);
        diskOf(follower).fillBut(-1);
        group.start(follower, NODES);
        group.await("it to follow", () -> group.status(follower).contains("\"leader\":\"" + leader));
        assertThat(pull(follower)).isEqualTo(ResponseCode.SUCCESS);
        diskOf(follower).empty();
        awaitSent(leader);
        group.awaitCaughtUp(follower);
        assertThat(group.fatal.get()).isNull();
    }
}
