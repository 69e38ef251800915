package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.chaos.official.Facts;
import io.quorate.chaos.official.MqAdmin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What operators type, with RocketMQ's own mqadmin, and what it then shows them: 20 messages in four queues, one producer and one
 * consumer connected. The commands run in the order of this list, in one process.
 */
class MqAdminTest {
    @RegisterExtension
    static final GroupExtension GROUP = new GroupExtension();

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final String TOPIC = "MqAdminTopic";
    private static final String CLUSTER = " -c " + LocalGroup.CLUSTER;
    private static final String READERS = " -g mqadmin-consumers";

    /** What was printed, by the number of the command in the list. */
    private static final Map<Integer, String> PRINTED = new HashMap<>();

    /**
     * One command, and what must be among the lines it prints.
     *
     * @param lines regular expressions, each of a whole line but for blanks at its ends
     */
    private record Typed(int number, String command, List<String> lines) {
        @Override
        public String toString() {
            return command;
        }
    }

    private static final class Session {
        private final List<Typed> commands = new ArrayList<>();

        Session type(String command, String... lines) {
            commands.add(new Typed(commands.size(), command, List.of(lines)));
            return this;
        }
    }

    private static List<Typed> session() {
        String broker = " -b LEADER";
        String ip = "127\\.0\\.0\\.1:\\d+";
        Session session = new Session()
                .type(
                        "clusterList",
                        "ChaosCluster +broker-a +0 +" + ip + " +V5_5_0 .*",
                        "ChaosCluster +broker-a +[2-4] +" + ip + " +V5_5_0 .*")
                .type("brokerStatus" + broker, "brokerVersionDesc +: V5_5_0", "msgPutTotalTodayNow +: 20")
                .type("topicList", TOPIC, "%RETRY%mqadmin-consumers", "broker-a")
                .type("topicList -c", "ChaosCluster +" + TOPIC + " +mqadmin-consumers")
                .type("topicStatus -t " + TOPIC, "broker-a +3 +0 +5 +20.*")
                .type("topicRoute -t " + TOPIC, "\"readQueueNums\":4,", "0:\"" + ip + "\",")
                .type(
                        "updateTopic -t Made -r 3 -w 3" + CLUSTER,
                        "create topic to " + ip + " success\\.",
                        "TopicConfig \\[topicName=Made, readQueueNums=3, .*")
                .type("topicRoute -t Made", "\"writeQueueNums\":3")
                .type("consumerProgress", "mqadmin-consumers +1 +V5_5_0 +PUSH +CLUSTERING .*")
                .type("consumerProgress" + READERS, TOPIC + " +broker-a +3 +5 +\\d .*", "Consume Diff Total: \\d+")
                .type(
                        "consumerConnection" + READERS,
                        ".* " + ip + " +JAVA +V5_5_0",
                        TOPIC + " +\\*",
                        "ConsumeType: CONSUME_PASSIVELY")
                .type("producerConnection -g mqadmin-producers -t " + TOPIC, "0001 .* " + ip + " +JAVA +V5_5_0")
                .type("producer" + broker, "producer group \\(mqadmin-producers\\) instance : .* language=JAVA.*");
        return messages(changes(session, broker), broker)
                .type("resetOffsetByTime -s 2020-01-01#00:00:00:000 -t " + TOPIC + READERS, "broker-a +3 +0")
                .commands;
    }

    private static Session messages(Session session, String broker) {
        String body = "Properties: +\\{.*origin=origin of key-7.*";
        String track = "MessageTrack \\[consumerGroup=mqadmin-consumers, trackType=\\w+.*";
        return session.type("queryMsgByKey -k key-7 -t " + TOPIC, "[0-9A-F]{32,} +\\d +\\d .*K@key-7@.*")
                .type("queryMsgById -i OFFSET_ID -t " + TOPIC, "Keys: +\\[key-7\\]", body, track)
                .type("queryMsgByUniqueKey -i UNIQUE_KEY -t " + TOPIC, "Keys: +\\[key-7\\]", body, track)
                .type("queryMsgByOffset -b broker-a -i 0 -o 0 -t " + TOPIC, "Keys: +\\[key-\\d+\\]", "Queue Offset: +0")
                .type(
                        "printMsg -t " + TOPIC,
                        "minOffset=0, maxOffset=5, MessageQueue \\[.*queueId=3\\]",
                        "MSGID: .* queueId=2, .* queueOffset=4.*")
                .type(
                        "queryCq -q 0 -i 0 -c 3 -t " + TOPIC + broker,
                        "max: 5, min: 0",
                        "ConsumeQueueData\\{physicOffset=\\d+, physicSize=4\\d\\d, .*eval=true.*")
                .type(
                        "brokerConsumeStats" + broker,
                        TOPIC + " +mqadmin-consumers +broker-a +3 +5 .*",
                        "Diff Total: \\d+")
                .type(
                        "statsAll -t " + TOPIC,
                        TOPIC + " +mqadmin-consumers +\\d+ +\\d+\\.\\d\\d +\\d+\\.\\d\\d +20 +20");
    }

    private static Session changes(Session session, String broker) {
        String ip = "127\\.0\\.0\\.1:\\d+";
        return session.type("sendMessage -p hello -t Made", "broker-a +\\d +SEND_OK +[0-9A-F]{32,}")
                .type("updateSubGroup -g made-group" + CLUSTER, "create subscription group to " + ip + " success\\.")
                .type("getConsumerConfig -g made-group", "retryMaxTimes += +16")
                .type(
                        "deleteSubGroup -g made-group" + CLUSTER,
                        "delete subscription group \\[made-group\\] .* success\\.")
                .type("getConsumerConfig -g made-group")
                .type(
                        "deleteTopic -t Made" + CLUSTER,
                        "delete topic \\[Made\\] from cluster \\[ChaosCluster\\] success\\.",
                        "delete topic \\[Made\\] from NameServer success\\.")
                .type("updateBrokerConfig -k fileReservedTime -v 48" + broker, "update broker config success, " + ip)
                .type(
                        "updateBrokerConfig -k listenPort -v 1" + broker,
                        ".*CODE: 16 +DESC: listenPort=1 cannot be set at run time.*")
                .type("getBrokerConfig" + broker, "fileReservedTime += +48", "nodeId += +n\\d")
                .type("cleanUnusedTopic" + CLUSTER, "success")
                .type("cleanExpiredCQ" + CLUSTER, "success")
                .type("deleteExpiredCommitLog" + CLUSTER, "success");
    }

    @BeforeAll
    static void runAll() throws Exception {
        LocalGroup group = GROUP.group();
        String leader = "127.0.0.1:" + group.port(group.awaitLeader().node());
        Path dir = Files.createDirectories(group.dir().resolve("clients"));
        Path commands = Files.write(
                dir.resolve("commands"),
                session().stream()
                        .map(typed -> typed.command().replace("LEADER", leader))
                        .toList());
        List<String[]> facts = OfficialClient.TOOLS_V5_5.run(
                MqAdmin.class,
                OfficialClient.HeaderCodec.JSON,
                dir.resolve("mqadmin.facts"),
                List.of(group.namesrvAddress(), TOPIC, commands.toString()),
                TIMEOUT);
        for (String[] fact : facts) {
            if (fact[0].equals("OUT")) {
                PRINTED.merge(Integer.parseInt(fact[1]), String.join("\t", fact).split("\t", 3)[2], MqAdminTest::lines);
            }
        }
        assertThat(facts).anySatisfy(fact -> assertThat(fact).containsExactly("CONSUMED", "true"));
        assertThat(facts).anySatisfy(fact -> assertThat(fact).containsExactly(Facts.DONE));
    }

    private static String lines(String before, String line) {
        return before + "\n" + line;
    }

    static Stream<Typed> typed() {
        return session().stream();
    }

    @ParameterizedTest
    @MethodSource("typed")
    void prints(Typed typed) {
        String printed = PRINTED.getOrDefault(typed.number(), "");
        if (typed.lines().isEmpty()) {
            assertThat(printed).isEmpty();
        }
        for (String line : typed.lines()) {
            assertThat(printed.lines().map(String::strip)).as(line).anyMatch(shown -> shown.matches(line));
        }
    }
}
