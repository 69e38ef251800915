package io.quorate.broker.state;

import io.quorate.protocol.Names;
import io.quorate.protocol.Perm;
import io.quorate.protocol.body.ConsumerGroupConfig;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.body.TopicFilterType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Topics and consumer groups that exist without anybody creating them, as on a RocketMQ broker. They follow from
 * configuration that all replicas of the group share and are not in the log; a log-made topic or group of the same name
 * takes precedence, and the default shows again when it is deleted.
 *
 * @param defaultTopicQueueCount queues of the template that auto-created topics copy
 */
public record Defaults(String clusterName, String brokerName, int defaultTopicQueueCount) {
    private static final int BENCHMARK_QUEUE_COUNT = 1024;
    private static final int CLUSTER_TOPIC_QUEUE_COUNT = 16;
    /** One queue a delay level. */
    private static final int SCHEDULE_QUEUE_COUNT = 18;

    private static final List<String> ONE_QUEUE_TOPICS = List.of(
            Names.SELF_TEST_TOPIC,
            Names.OFFSET_MOVED_TOPIC,
            Names.HALF_TOPIC,
            Names.OP_HALF_TOPIC,
            Names.TRANSACTION_CHECK_MAX_TOPIC);

    private static final List<String> CONSUMER_GROUPS = List.of(
            Names.TOOLS_GROUP,
            "FILTERSRV_CONSUMER",
            "SELF_TEST_C_GROUP",
            "CID_ONS-HTTP-PROXY",
            "CID_ONSAPI_PULL",
            "CID_ONSAPI_PERMISSION",
            "CID_ONSAPI_OWNER",
            "CID_RMQ_SYS_TRANS");

    public Map<String, TopicConfig> topics() {
        Map<String, TopicConfig> topics = new TreeMap<>();
        for (String topic : ONE_QUEUE_TOPICS) {
            put(topics, topic, 1, Perm.READ | Perm.WRITE);
        }
        put(topics, Names.replyTopic(clusterName), 1, Perm.READ | Perm.WRITE);
        put(topics, Names.BENCHMARK_TOPIC, BENCHMARK_QUEUE_COUNT, Perm.READ | Perm.WRITE);
        put(topics, Names.SCHEDULE_TOPIC, SCHEDULE_QUEUE_COUNT, Perm.READ | Perm.WRITE);
        put(topics, brokerName, 1, Perm.READ | Perm.WRITE | Perm.INHERIT);
        put(topics, clusterName, CLUSTER_TOPIC_QUEUE_COUNT, Perm.READ | Perm.WRITE | Perm.INHERIT);
        put(topics, Names.TEMPLATE_TOPIC, defaultTopicQueueCount, Perm.READ | Perm.WRITE | Perm.INHERIT);
        return topics;
    }

    public Map<String, ConsumerGroupConfig> consumerGroups() {
        Map<String, ConsumerGroupConfig> consumerGroups = new TreeMap<>();
        for (String name : CONSUMER_GROUPS) {
            consumerGroups.put(name, ConsumerGroupConfig.of(name));
        }
        return consumerGroups;
    }

    private static void put(Map<String, TopicConfig> topics, String name, int queueCount, int perm) {
        topics.put(
                name,
                new TopicConfig(name, queueCount, queueCount, perm, TopicFilterType.SINGLE_TAG, 0, false, Map.of()));
    }
}
