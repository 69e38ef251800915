package io.quorate.chaos.official;

import java.nio.file.Path;
import java.util.List;
import org.apache.rocketmq.client.QueryResult;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.impl.MQAdminImpl;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * Sends messages and finds them again, by each name they have, with the calls that mqadmin's queryMsgByKey,
 * queryMsgByUniqueKey and queryMsgById make.
 *
 * <p>Arguments: NameServer, topic, facts of an earlier run whose messages are looked for ("-" to send new ones), file for
 * the facts. Facts: {@code SENT key uniqueKey offsetId queueId queueOffset}; {@code FOUND how key ...} with the keys of what
 * was found; {@code QUEUE queueId min max} with where a search by the time of every message led, compared with its place.
 */
@SuppressWarnings("deprecation") // what applications and mqadmin call, in all releases
public final class Lookups {
    private static final int COUNT = 300;
    private static final int BODY_BYTES = 12_000;
    private static final int LOOKED_UP_EVERY = 20;
    private static final int SENT_WORDS = 6;

    private final String topic;
    private final DefaultMQProducer producer;
    private final Facts facts;

    private Lookups(String topic, DefaultMQProducer producer, Facts facts) {
        this.topic = topic;
        this.producer = producer;
        this.facts = facts;
    }

    public static void main(String[] args) {
        Ending.endAfter(() -> run(args));
    }

    private static void run(String[] args) throws Exception {
        try (Facts facts = new Facts(Path.of(args[3]))) {
            DefaultMQProducer producer = new DefaultMQProducer("lookups");
            producer.setNamesrvAddr(args[0]);
            producer.start();
            Lookups lookups = new Lookups(args[1], producer, facts);
            if (args[2].equals("-")) {
                lookups.send();
            }
            Path sent = Path.of(args[2].equals("-") ? args[3] : args[2]);
            lookups.findAll(Facts.read(sent).stream()
                    .filter(fact -> fact[0].equals("SENT") && fact.length == SENT_WORDS)
                    .toList());
            facts.add(Facts.DONE);
            producer.shutdown();
        }
    }

    private void send() throws Exception {
        for (int i = 0; i < COUNT; i++) {
            String key = "key-" + i;
            SendResult result = producer.send(Sample.message(topic, key, BODY_BYTES));
            facts.add(
                    "SENT",
                    key,
                    result.getMsgId(),
                    result.getOffsetMsgId(),
                    result.getMessageQueue().getQueueId(),
                    result.getQueueOffset());
        }
    }

    private void findAll(List<String[]> sent) throws Exception {
        MQAdminImpl admin =
                producer.getDefaultMQProducerImpl().getMqClientFactory().getMQAdminImpl();
        for (int i = 0; i < sent.size(); i += LOOKED_UP_EVERY) {
            String key = sent.get(i)[1];
            QueryResult byKey = producer.queryMessage(topic, key, 32, 0, Long.MAX_VALUE);
            facts.add("FOUND", "by-key", key, keysOf(byKey.getMessageList()));
            QueryResult byUniqueKey = admin.queryMessageByUniqKey(topic, sent.get(i)[2], 32, 0, Long.MAX_VALUE);
            facts.add("FOUND", "by-unique-key", key, keysOf(byUniqueKey.getMessageList()));
            MessageExt byId = producer.viewMessage(topic, sent.get(i)[3]);
            facts.add("FOUND", "by-id", key, keysOf(List.of(byId)));
            findByTime(byId);
        }
        try {
            producer.queryMessage(topic, "no-such-key", 32, 0, Long.MAX_VALUE);
            facts.add("FOUND", "by-key", "no-such-key", "something");
        } catch (MQClientException none) {
            facts.add("NOTHING", none.getResponseCode());
        }
        for (MessageQueue queue : producer.fetchPublishMessageQueues(topic)) {
            facts.add("QUEUE", queue.getQueueId(), producer.minOffset(queue), producer.maxOffset(queue));
        }
    }

    /** The first message of its time, or itself, stands where the search leads. */
    private void findByTime(MessageExt message) throws MQClientException {
        for (MessageQueue queue : producer.fetchPublishMessageQueues(topic)) {
            if (queue.getQueueId() == message.getQueueId()) {
                long at = producer.searchOffset(queue, message.getStoreTimestamp());
                long after = producer.searchOffset(queue, message.getStoreTimestamp() + 1);
                boolean around = at <= message.getQueueOffset() && message.getQueueOffset() < after;
                boolean old = producer.earliestMsgStoreTime(queue) <= message.getStoreTimestamp();
                facts.add("FOUND", "by-time", message.getKeys(), around && old ? message.getKeys() : at + " " + after);
            }
        }
    }

    private static String keysOf(List<MessageExt> messages) {
        return String.join(",", messages.stream().map(MessageExt::getKeys).toList());
    }
}
