package io.quorate.chaos.official;

import java.nio.file.Path;
import java.util.List;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * Topics and consumer groups that nobody has made: refused while the switches are off, made at first use while they are on. And
 * a limit of message sizes that is lowered for a while.
 *
 * <p>Arguments: NameServer, prefix of topics and groups, addresses of all brokers (with commas), file for the facts. Facts: those
 * of {@link Facts#DONE}.
 */
public final class Creation {
    private static final int TOPIC_NOT_EXIST = 17;
    private static final int SUBSCRIPTION_GROUP_NOT_EXIST = 26;
    private static final int HEARTBEAT_MILLIS = 1000;
    private static final int COUNT = 8;
    private static final int SMALL_BYTES = 65_536;
    private static final int USUAL_BYTES = 4 << 20;

    private final Clients clients;
    private final List<String> brokers;
    private final DefaultMQProducer producer;
    private final BrokerCalls calls;

    private Creation(Clients clients, List<String> brokers) throws Exception {
        this.clients = clients;
        this.brokers = brokers;
        this.producer = clients.producer();
        this.calls = new BrokerCalls(producer);
    }

    public static void main(String[] args) {
        Ending.endAfter(() -> {
            try (Facts facts = new Facts(Path.of(args[3]));
                    Clients clients = new Clients(args[0], args[1])) {
                Creation creation = new Creation(clients, List.of(args[2].split(",")));
                creation.topicsAndGroups();
                creation.sizes();
                facts.add(Facts.DONE);
            }
        });
    }

    private void setAll(String key, Object value) throws Exception {
        for (String broker : brokers) {
            calls.set(broker, key, value.toString());
        }
    }

    private void topicsAndGroups() throws Exception {
        calls.putTopic(clients.topic(), BrokerCalls.READ | BrokerCalls.WRITE);
        List<String> keys = clients.send(producer, "m", COUNT);
        MessageQueue queue = producer.fetchPublishMessageQueues(clients.topic()).get(0);
        setAll("autoCreateTopicEnable", false);
        setAll("autoCreateSubscriptionGroup", false);
        String unknown = clients.topic() + "-unknown";
        AccessCases.refuses(
                TOPIC_NOT_EXIST, "updateTopic", () -> producer.send(Clients.message(unknown, "T", "refused")));
        var puller = AccessCases.puller(clients);
        AccessCases.refuses(SUBSCRIPTION_GROUP_NOT_EXIST, "updateSubGroup", () -> AccessCases.pull(puller, queue));
        DefaultMQPushConsumer early = clients.consumer("early");
        early.setHeartbeatBrokerInterval(HEARTBEAT_MILLIS); // it is heard once groups are made
        early.subscribe(clients.topic(), "*");
        Clients.Received received = clients.start(early);

        setAll("autoCreateTopicEnable", true);
        setAll("autoCreateSubscriptionGroup", true);
        producer.send(Clients.message(unknown, "T", "made"));
        Until.holds(
                "a topic made by a send",
                Clients.WAIT_SECONDS,
                () -> !producer.fetchPublishMessageQueues(unknown).isEmpty());
        AccessCases.pull(puller, queue);
        received.awaitExactly(keys);
    }

    private void sizes() throws Exception {
        producer.setCompressMsgBodyOverHowmuch(Integer.MAX_VALUE);
        setAll("maxMessageSize", SMALL_BYTES);
        producer.send(new Message(clients.topic(), new byte[SMALL_BYTES]));
        AccessCases.refuses(
                AccessCases.MESSAGE_ILLEGAL,
                Integer.toString(SMALL_BYTES),
                () -> producer.send(new Message(clients.topic(), new byte[SMALL_BYTES + 1])));
        setAll("maxMessageSize", USUAL_BYTES);
        producer.send(new Message(clients.topic(), new byte[SMALL_BYTES + 1]));
    }
}
