package io.quorate.chaos.official;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.admin.ConsumeStats;
import org.apache.rocketmq.remoting.protocol.body.BrokerStatsData;
import org.apache.rocketmq.remoting.protocol.body.ConsumeStatsList;
import org.apache.rocketmq.remoting.protocol.body.GroupList;
import org.apache.rocketmq.remoting.protocol.body.ProducerInfo;
import org.apache.rocketmq.remoting.protocol.body.QueryConsumeQueueResponseBody;
import org.apache.rocketmq.remoting.protocol.body.QueueTimeSpan;
import org.apache.rocketmq.remoting.protocol.subscription.SubscriptionGroupConfig;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/**
 * Asks and changes with RocketMQ's own admin client what dashboards and mqadmin ask and change, while a producer and a consumer
 * of its own are connected.
 *
 * <p>Arguments: NameServer, cluster, broker name, leader's address, a follower's address, file for the facts. Facts: the name of
 * a call, and what it told.
 */
public final class AdminCalls {
    private static final String TOPIC = "AdminCalls";
    private static final String GROUP = "admin-calls";
    private static final String PRODUCERS = "admin-calls-producers";
    private static final int COUNT = 40;
    private static final int BODY_BYTES = 100;
    private static final long CONSUME_SECONDS_MAX = 60;
    private static final long TIMEOUT_MILLIS = 10_000;
    private static final int QUEUES = 4;

    private final String cluster;
    private final String brokerName;
    private final String leader;
    private final String follower;
    private final DefaultMQAdminExt admin;
    private final Facts facts;

    private AdminCalls(String[] args, DefaultMQAdminExt admin, Facts facts) {
        this.cluster = args[1];
        this.brokerName = args[2];
        this.leader = args[3];
        this.follower = args[4];
        this.admin = admin;
        this.facts = facts;
    }

    public static void main(String[] args) {
        Ending.endAfter(() -> run(args));
    }

    private static void run(String[] args) throws Exception {
        DefaultMQAdminExt admin = new DefaultMQAdminExt("admin-calls-tool", TIMEOUT_MILLIS);
        admin.setNamesrvAddr(args[0]);
        admin.start();
        try (Facts facts = new Facts(Path.of(args[5]))) {
            AdminCalls calls = new AdminCalls(args, admin, facts);
            DefaultMQProducer producer = new DefaultMQProducer(PRODUCERS);
            producer.setNamesrvAddr(args[0]);
            producer.start();
            admin.createTopic(brokerName(args), TOPIC, QUEUES, Map.of());
            for (int i = 0; i < COUNT; i++) {
                producer.send(Sample.message(TOPIC, "key-" + i, BODY_BYTES));
            }
            CountDownLatch consumed = new CountDownLatch(COUNT);
            DefaultMQPushConsumer consumer = consumer(args[0], consumed);
            facts.add("CONSUMED", consumed.await(CONSUME_SECONDS_MAX, TimeUnit.SECONDS));
            calls.connections();
            consumer.shutdown(); // commits its offsets
            calls.consumption();
            calls.traffic();
            calls.groups();
            calls.settings();
            calls.housekeeping();
            facts.add(Facts.DONE);
            producer.shutdown();
        }
        admin.shutdown();
    }

    /** DefaultMQAdminExt.createTopic takes a topic from whose route it learns the broker: each broker name is one. */
    private static String brokerName(String[] args) {
        return args[2];
    }

    private static DefaultMQPushConsumer consumer(String namesrv, CountDownLatch consumed) throws MQClientException {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(GROUP);
        consumer.setNamesrvAddr(namesrv);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(TOPIC, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            messages.forEach(message -> consumed.countDown());
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        return consumer;
    }

    private void connections() throws Exception {
        for (Map.Entry<String, List<ProducerInfo>> group :
                admin.getAllProducerInfo(leader).getData().entrySet()) {
            long ageMillis =
                    System.currentTimeMillis() - group.getValue().get(0).getLastUpdateTimestamp();
            facts.add("PRODUCER", group.getKey(), group.getValue().get(0).getRemoteIP(), ageMillis);
        }
        facts.add("ONLINE", admin.queryTopicConsumeByWho(TOPIC).getGroupList());
        facts.add("SUBSCRIPTION", admin.querySubscription(GROUP, TOPIC).getSubString());
        facts.add(
                "CONNECTION",
                admin.examineConsumerConnectionInfo(GROUP).getConnectionSet().size());
    }

    private void consumption() throws Exception {
        GroupList groups = admin.queryTopicConsumeByWho(TOPIC);
        facts.add("GROUPS", new TreeSet<>(groups.getGroupList()));
        facts.add("TOPICS", new TreeSet<>(admin.queryTopicsByConsumer(GROUP).getTopicList()));
        for (QueueTimeSpan span : admin.queryConsumeTimeSpan(TOPIC, GROUP)) {
            facts.add(
                    "SPAN",
                    span.getMessageQueue().getQueueId(),
                    span.getDelayTime(),
                    span.getMinTimeStamp() > 0 && span.getMaxTimeStamp() >= span.getMinTimeStamp(),
                    span.getConsumeTimeStamp() == span.getMaxTimeStamp());
        }
        admin.updateConsumeOffset(leader, GROUP, new MessageQueue(TOPIC, brokerName, 0), 0);
        ConsumeStatsList all = admin.fetchConsumeStatsInBroker(leader, false, TIMEOUT_MILLIS);
        for (Map<String, List<ConsumeStats>> group : all.getConsumeStatsList()) {
            if (group.containsKey(GROUP)) {
                facts.add(
                        "LAG",
                        group.get(GROUP).stream()
                                .mapToLong(ConsumeStats::computeTotalDiff)
                                .sum(),
                        all.getTotalDiff());
            }
        }
        QueryConsumeQueueResponseBody units = admin.queryConsumeQueue(follower, TOPIC, 0, 2, 5, GROUP);
        facts.add("UNITS", units.getQueueData().size(), units.getMinQueueIndex(), units.getMaxQueueIndex());
        facts.add(
                "UNIT",
                units.getQueueData().get(0).getPhysicSize() > BODY_BYTES,
                units.getQueueData().get(0).isEval());
    }

    private void traffic() throws Exception {
        addStats("TOPIC_PUT_NUMS", TOPIC);
        addStats("TOPIC_PUT_SIZE", TOPIC);
        addStats("GROUP_GET_NUMS", TOPIC + "@" + GROUP);
        addStats("BROKER_PUT_NUMS", cluster);
    }

    private void addStats(String name, String key) throws Exception {
        BrokerStatsData stats = admin.viewBrokerStatsData(leader, name, key);
        facts.add(
                name,
                stats.getStatsMinute().getSum(),
                stats.getStatsHour().getSum(),
                stats.getStatsDay().getSum(),
                stats.getStatsMinute().getTps() > 0);
    }

    private void groups() throws Exception {
        SubscriptionGroupConfig one = new SubscriptionGroupConfig();
        one.setGroupName("listed-one");
        SubscriptionGroupConfig other = new SubscriptionGroupConfig();
        other.setGroupName("listed-other");
        other.setRetryMaxTimes(3);
        admin.createAndUpdateSubscriptionGroupConfigList(leader, List.of(one, other));
        facts.add(
                "LISTED",
                admin.examineSubscriptionGroupConfig(follower, "listed-other").getRetryMaxTimes());
        facts.add(
                "READABLE",
                admin.updateAndGetGroupReadForbidden(leader, GROUP, TOPIC, null).getReadable());
        facts.add(
                "READABLE",
                admin.updateAndGetGroupReadForbidden(follower, GROUP, TOPIC, false)
                        .getReadable());
        facts.add(
                "FORBIDDEN",
                admin.getAllSubscriptionGroup(follower, TIMEOUT_MILLIS)
                        .getForbiddenTable()
                        .get(GROUP));
        facts.add(
                "READABLE",
                admin.updateAndGetGroupReadForbidden(leader, GROUP, TOPIC, true).getReadable());
    }

    private void settings() throws Exception {
        update(follower, "fileReservedTime", "24");
        update(follower, "listenPort", "1");
        update(follower, "flushDiskType", "SYNC_FLUSH");
        update(follower, "fileReservedTime", "never");
        facts.add(
                "SETTING",
                admin.getBrokerConfig(follower).getProperty("fileReservedTime"),
                admin.getBrokerConfig(leader).getProperty("fileReservedTime"));
    }

    private void update(String address, String key, String value) throws Exception {
        Properties properties = new Properties();
        properties.setProperty(key, value);
        try {
            admin.updateBrokerConfig(address, properties);
            facts.add("UPDATE", key, "done");
        } catch (MQBrokerException refused) {
            facts.add("UPDATE", key, refused.getResponseCode(), refused.getErrorMessage());
        }
    }

    private void housekeeping() throws Exception {
        facts.add("CLEANED", "deleteExpiredCommitLog", admin.deleteExpiredCommitLog(cluster));
        facts.add("CLEANED", "cleanExpiredConsumerQueue", admin.cleanExpiredConsumerQueue(cluster));
        facts.add("CLEANED", "cleanUnusedTopic", admin.cleanUnusedTopic(cluster));
        facts.add(
                "KEPT",
                admin.examineTopicStats(TOPIC).getOffsetTable().values().stream()
                        .mapToLong(queue -> queue.getMaxOffset() - queue.getMinOffset())
                        .sum());
    }
}
