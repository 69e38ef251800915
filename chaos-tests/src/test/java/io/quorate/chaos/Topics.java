package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes and counts topics by plain requests to the leader. */
final class Topics {
    private static final int UPDATE_AND_CREATE_TOPIC = 17;
    private static final int GET_TOPIC_STATS_INFO = 202;
    private static final int QUEUE_COUNT = 4;
    private static final Pattern OBJECT_AS_KEY = Pattern.compile("([{,])\\{[^{}]*\\}:");

    private Topics() {}

    /** A consumer that comes before its topic looks for it again only after half a minute. */
    static void create(LocalGroup group, String topic) throws IOException {
        try (RawConnection leader = connect(group)) {
            RawConnection.Answer answer = leader.call(
                    UPDATE_AND_CREATE_TOPIC,
                    Map.of(
                            "topic",
                            topic,
                            "defaultTopic",
                            "TBW102",
                            "readQueueNums",
                            QUEUE_COUNT,
                            "writeQueueNums",
                            QUEUE_COUNT,
                            "perm",
                            6,
                            "topicFilterType",
                            "SINGLE_TAG",
                            "order",
                            false),
                    new byte[0]);
            assertThat(answer.code()).as(answer.remark()).isZero();
        }
    }

    /** Messages in all queues; none in a topic that is not there. */
    static long messageCount(LocalGroup group, String topic) {
        try (RawConnection leader = connect(group)) {
            RawConnection.Answer answer = leader.call(GET_TOPIC_STATS_INFO, Map.of("topic", topic), new byte[0]);
            return answer.code() == 0 ? sum(answer.body()) : 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Queues are keys, which standard JSON does not know; only their values count here. */
    private static long sum(String body) throws IOException {
        Matcher keys = OBJECT_AS_KEY.matcher(body);
        StringBuilder standard = new StringBuilder();
        for (int number = 0; keys.find(); number++) {
            keys.appendReplacement(standard, keys.group(1) + "\"" + number + "\":");
        }
        long count = 0;
        for (JsonNode queue : new ObjectMapper()
                .readTree(keys.appendTail(standard).toString())
                .get("offsetTable")) {
            count += queue.get("maxOffset").asLong() - queue.get("minOffset").asLong();
        }
        return count;
    }

    private static RawConnection connect(LocalGroup group) throws IOException {
        return new RawConnection(group.port(group.awaitLeader().node()));
    }
}
