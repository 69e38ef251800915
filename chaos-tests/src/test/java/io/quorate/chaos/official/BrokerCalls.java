package io.quorate.chaos.official;

import java.util.Properties;
import org.apache.rocketmq.client.impl.MQClientAPIImpl;
import org.apache.rocketmq.client.impl.factory.MQClientInstance;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.TopicConfig;

/** What tools ask of the leader, by the client's own calls: the same in both releases, unlike the tools. */
final class BrokerCalls {
    static final int QUEUE_COUNT = 4;
    static final int READ = 4;
    static final int WRITE = 2;

    private static final String BROKER_NAME = "broker-a";
    private static final String TEMPLATE = "TBW102";
    private static final long TIMEOUT_MILLIS = 10_000;

    private final MQClientInstance instance;

    @SuppressWarnings("deprecation") // the one way, in all releases
    BrokerCalls(DefaultMQProducer started) {
        instance = started.getDefaultMQProducerImpl().getMqClientFactory();
    }

    /** Makes or changes a topic. */
    void putTopic(String topic, int perm) throws Exception {
        api().createTopic(
                        awaitLeader(),
                        TEMPLATE,
                        new TopicConfig(topic, QUEUE_COUNT, QUEUE_COUNT, perm),
                        TIMEOUT_MILLIS);
    }

    /** Changes a setting of one node. */
    void set(String address, String key, String value) throws Exception {
        Properties properties = new Properties();
        properties.setProperty(key, value);
        api().updateBrokerConfig(address, properties, TIMEOUT_MILLIS);
    }

    /** A client that has just started may not have been told yet. */
    private String awaitLeader() throws Exception {
        Until.holds("a leader", Clients.WAIT_SECONDS, () -> {
            try {
                return !leader().isEmpty();
            } catch (IllegalStateException notYet) {
                return false;
            }
        });
        return leader();
    }

    MQClientAPIImpl api() {
        return instance.getMQClientAPIImpl();
    }

    /** The leader as the NameServer has it now. */
    String leader() {
        instance.updateTopicRouteInfoFromNameServer(BROKER_NAME); // there is a topic of that name
        String address = instance.findBrokerAddressInPublish(BROKER_NAME);
        if (address == null) {
            throw new IllegalStateException("the NameServer knows no leader");
        }
        return address;
    }
}
