package io.quorate.protocol;

import java.util.Set;

/** Names of topics and consumer groups: what is legal, what is reserved, what belongs together. */
public final class Names {
    public static final int TOPIC_CHARS_MAX = 127;
    /** Limit of {@code %RETRY%} and {@code %DLQ%} topics: a prefix and any legal group must fit. */
    public static final int DERIVED_TOPIC_CHARS_MAX = 255;

    public static final int GROUP_CHARS_MAX = 120;

    public static final String RETRY_PREFIX = "%RETRY%";
    public static final String DLQ_PREFIX = "%DLQ%";
    public static final String SYSTEM_TOPIC_PREFIX = "rmq_sys_";
    public static final String SYSTEM_GROUP_PREFIX = "CID_RMQ_SYS_";

    /** The template that auto-created topics copy. */
    public static final String TEMPLATE_TOPIC = "TBW102";

    public static final String SCHEDULE_TOPIC = "SCHEDULE_TOPIC_XXXX";
    public static final String TIMER_TOPIC = "rmq_sys_wheel_timer";
    public static final String HALF_TOPIC = "RMQ_SYS_TRANS_HALF_TOPIC";
    public static final String OP_HALF_TOPIC = "RMQ_SYS_TRANS_OP_HALF_TOPIC";
    public static final String TRANSACTION_CHECK_MAX_TOPIC = "TRANS_CHECK_MAX_TIME_TOPIC";
    public static final String TRACE_TOPIC = "RMQ_SYS_TRACE_TOPIC";
    public static final String SELF_TEST_TOPIC = "SELF_TEST_TOPIC";
    public static final String BENCHMARK_TOPIC = "BenchmarkTest";
    public static final String OFFSET_MOVED_TOPIC = "OFFSET_MOVED_EVENT";
    public static final String CHECKPOINT_TOPIC = "CHECKPOINT_TOPIC";
    /** Begins the names of light message queues. */
    public static final String LIGHT_QUEUE_PREFIX = "%LMQ%";

    public static final String REPLY_TOPIC_SUFFIX = "_REPLY_TOPIC";

    /** The group admin tools pull with. */
    public static final String TOOLS_GROUP = "TOOLS_CONSUMER";

    private static final Set<String> SYSTEM_TOPICS = Set.of(
            TEMPLATE_TOPIC,
            SCHEDULE_TOPIC,
            BENCHMARK_TOPIC,
            HALF_TOPIC,
            OP_HALF_TOPIC,
            "RMQ_SYS_ROCKSDB_TRANS_HALF_TOPIC",
            "RMQ_SYS_ROCKSDB_TRANS_OP_HALF_TOPIC",
            TRANSACTION_CHECK_MAX_TOPIC,
            SELF_TEST_TOPIC,
            OFFSET_MOVED_TOPIC,
            CHECKPOINT_TOPIC,
            TRACE_TOPIC);

    private static final Set<String> NO_SEND_TOPICS = Set.of(
            SCHEDULE_TOPIC,
            TIMER_TOPIC,
            HALF_TOPIC,
            OP_HALF_TOPIC,
            "RMQ_SYS_ROCKSDB_TRANS_HALF_TOPIC",
            "RMQ_SYS_ROCKSDB_TRANS_OP_HALF_TOPIC",
            TRANSACTION_CHECK_MAX_TOPIC,
            SELF_TEST_TOPIC,
            OFFSET_MOVED_TOPIC);

    private static final Set<String> SYSTEM_GROUPS = Set.of(
            "DEFAULT_PRODUCER",
            "DEFAULT_CONSUMER",
            TOOLS_GROUP,
            "SCHEDULE_CONSUMER",
            "FILTERSRV_CONSUMER",
            "__MONITOR_CONSUMER",
            "CLIENT_INNER_PRODUCER",
            "SELF_TEST_P_GROUP",
            "SELF_TEST_C_GROUP",
            "CID_ONS-HTTP-PROXY",
            "CID_ONSAPI_PERMISSION",
            "CID_ONSAPI_OWNER",
            "CID_ONSAPI_PULL",
            "CID_RMQ_SYS_TRANS");

    private Names() {}

    /** What is wrong with {@code topic} as a topic's name, or null if nothing is. */
    public static String topicProblem(String topic) {
        boolean derived = isRetryTopic(topic) || isDlqTopic(topic);
        return problem("topic", topic, derived ? DERIVED_TOPIC_CHARS_MAX : TOPIC_CHARS_MAX);
    }

    /** What is wrong with {@code group} as the name of a consumer or producer group, or null if nothing is. */
    public static String groupProblem(String group) {
        return problem("group", group, GROUP_CHARS_MAX);
    }

    public static String retryTopic(String consumerGroup) {
        return RETRY_PREFIX + consumerGroup;
    }

    public static String dlqTopic(String consumerGroup) {
        return DLQ_PREFIX + consumerGroup;
    }

    public static boolean isRetryTopic(String topic) {
        return topic.startsWith(RETRY_PREFIX);
    }

    public static boolean isDlqTopic(String topic) {
        return topic.startsWith(DLQ_PREFIX);
    }

    /** The consumer group a {@code %RETRY%} topic belongs to. */
    public static String groupOfRetryTopic(String retryTopic) {
        return retryTopic.substring(RETRY_PREFIX.length());
    }

    public static String replyTopic(String cluster) {
        return cluster + REPLY_TOPIC_SUFFIX;
    }

    /** Reserved whatever the cluster is called. */
    public static boolean isSystemTopic(String topic) {
        return SYSTEM_TOPICS.contains(topic) || topic.startsWith(SYSTEM_TOPIC_PREFIX);
    }

    public static boolean isSystemTopic(String topic, String cluster, String brokerName) {
        return isSystemTopic(topic)
                || topic.equals(cluster)
                || topic.equals(brokerName)
                || topic.equals(replyTopic(cluster));
    }

    /** The fixed ones of {@link #isSystemTopic(String)}. */
    public static Set<String> systemTopics() {
        return SYSTEM_TOPICS;
    }

    /** False for topics that only the broker itself writes to. */
    public static boolean isSendable(String topic) {
        return !NO_SEND_TOPICS.contains(topic);
    }

    public static boolean isSystemGroup(String group) {
        return SYSTEM_GROUPS.contains(group) || group.startsWith(SYSTEM_GROUP_PREFIX);
    }

    /** Groups that tools and old clients rely on without ever creating them. */
    public static Set<String> systemGroups() {
        return SYSTEM_GROUPS;
    }

    private static String problem(String kind, String name, int charsMax) {
        if (name.isBlank()) {
            return "the " + kind + " is blank";
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isLegal(name.charAt(i))) {
                return "the " + kind + " \"" + Remarks.shortened(name) + "\" has an illegal character at " + i
                        + ", allowed are letters, digits and % | - _";
            }
        }
        if (name.length() > charsMax) {
            return "the " + kind + " has " + name.length() + " characters, allowed are " + charsMax;
        }
        return null;
    }

    private static boolean isLegal(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '%'
                || c == '|'
                || c == '-'
                || c == '_';
    }
}
