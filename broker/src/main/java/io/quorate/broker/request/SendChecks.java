package io.quorate.broker.request;

import io.quorate.broker.config.ConfigKey;
import io.quorate.broker.config.DeliveryConfig;
import io.quorate.broker.config.TransactionConfig;
import io.quorate.broker.lock.QueueLocks;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.Command;
import io.quorate.broker.state.ConsumerGroupPut;
import io.quorate.broker.state.Delay;
import io.quorate.broker.state.TopicPut;
import io.quorate.broker.timer.Delays;
import io.quorate.protocol.Names;
import io.quorate.protocol.Perm;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.ConsumerGroupConfig;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.header.SendMessageHeader;
import io.quorate.protocol.message.MessageProperties;
import io.quorate.protocol.message.PropertyNames;
import io.quorate.remoting.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * What must hold before a message is stored, in the order RocketMQ checks it, and where it then goes. What is checked
 * here and what happens at the append can differ by the commands in between; none of them makes a stored message wrong.
 */
final class SendChecks {
    private static final int RETRY_QUEUE_COUNT = 1;
    private static final String NO_DELAY = "-1";

    private final BrokerState state;
    private final Supplier<DeliveryConfig> delivery;
    private final Delays delays;
    private final QueueLocks locks;
    private final TransactionConfig transactions;

    /**
     * Where a message goes.
     *
     * @param delay if it goes there later
     * @param half whether it is kept from consumers until its transaction is decided
     * @param before commands that must precede it in the same entry: a topic or group created by this send
     */
    record Target(
            String topic, int queueId, String properties, Optional<Delay> delay, boolean half, List<Command> before) {}

    SendChecks(
            BrokerState state,
            Supplier<DeliveryConfig> delivery,
            Delays delays,
            TransactionConfig transactions,
            QueueLocks locks) {
        this.state = state;
        this.delivery = delivery;
        this.delays = delays;
        this.transactions = transactions;
        this.locks = locks;
    }

    Target check(SendMessageHeader header, boolean batch) throws RequestException {
        checkName(header.topic());
        if (batch) {
            checkLightQueues(header);
        }
        List<Command> before = new ArrayList<>();
        TopicConfig topic = findOrCreate(header, before);
        int queueId = queueId(header, topic);
        Optional<ConsumerGroupConfig> retrying = retryingGroup(header.topic(), before);
        boolean half = isHalf(header);
        if (half) {
            checkTransaction(header, batch);
        }
        if (batch && retrying.isPresent()) {
            throw new RequestException(ResponseCode.MESSAGE_ILLEGAL, "a batch cannot go to a retry topic");
        }
        if (retrying.isPresent() && (isExhausted(header, retrying.get()) || isInOrder(retrying.get()))) {
            return deadLetter(header, retrying.get());
        }
        if (half || !Delays.mayBeDelayed(header.properties())) {
            return new Target(
                    header.topic(), queueId, header.properties(), Optional.empty(), half, List.copyOf(before));
        }
        MessageProperties properties = MessageProperties.parse(header.properties());
        Optional<Delay> delay = delays.of(properties);
        if (batch && delay.isPresent()) {
            throw new RequestException(ResponseCode.MESSAGE_ILLEGAL, "the messages of a batch cannot be delayed");
        }
        return new Target(header.topic(), queueId, properties.text(), delay, false, List.copyOf(before));
    }

    private static void checkName(String topic) throws RequestException {
        String problem = Names.topicProblem(topic);
        if (problem != null) {
            throw new RequestException(ResponseCode.INVALID_PARAMETER, problem);
        }
        if (!Names.isSendable(topic)) {
            throw new RequestException(
                    ResponseCode.NO_PERMISSION,
                    "the topic " + topic + " is the broker's own, clients may not send to it");
        }
    }

    private TopicConfig findOrCreate(SendMessageHeader header, List<Command> before) throws RequestException {
        Optional<TopicConfig> known = state.topics().find(header.topic());
        if (known.isPresent()) {
            TopicPermissions.requireWritable(known.get());
            return known.get();
        }
        TopicConfig created = Names.isRetryTopic(header.topic())
                ? TopicConfig.of(header.topic(), RETRY_QUEUE_COUNT)
                : fromTemplate(header);
        before.add(new TopicPut(created, true));
        return created;
    }

    private TopicConfig fromTemplate(SendMessageHeader header) throws RequestException {
        Optional<TopicConfig> template =
                state.topics().find(header.defaultTopic()).filter(this::isInForce);
        if (template.isEmpty() || !Perm.isInherited(template.get().perm())) {
            throw new RequestException(
                    ResponseCode.TOPIC_NOT_EXIST,
                    "the topic " + header.topic() + " does not exist and cannot be made from the template \""
                            + header.defaultTopic()
                            + "\": create it with updateTopic, or set autoCreateTopicEnable=true");
        }
        int queueCount = Math.max(
                1, Math.min(header.defaultTopicQueueCount(), template.get().writeQueueCount()));
        return TopicConfig.of(header.topic(), queueCount)
                .withPerm(template.get().perm() & ~Perm.INHERIT);
    }

    /** The template stays when auto-creation is switched off at run time, since clients know its route. */
    private boolean isInForce(TopicConfig template) {
        return !template.topicName().equals(Names.TEMPLATE_TOPIC)
                || delivery.get().autoCreateTopic();
    }

    private static int queueId(SendMessageHeader header, TopicConfig topic) throws RequestException {
        int queueId = header.queueId();
        if (queueId < 0) {
            return ThreadLocalRandom.current().nextInt(Math.max(1, topic.writeQueueCount()));
        }
        // Queues above the write count may be written as long as they are read: the count is just being lowered.
        int queueCount = topic.queueCount();
        if (queueId >= queueCount) {
            throw new RequestException(
                    ResponseCode.INVALID_PARAMETER,
                    "the topic " + topic.topicName() + " has the queues 0 to " + (queueCount - 1) + ", not " + queueId);
        }
        return queueId;
    }

    private Optional<ConsumerGroupConfig> retryingGroup(String topic, List<Command> before) throws RequestException {
        if (!Names.isRetryTopic(topic)) {
            return Optional.empty();
        }
        String name = Names.groupOfRetryTopic(topic);
        Optional<ConsumerGroupConfig> known = state.consumerGroups().find(name);
        if (known.isPresent()) {
            return known;
        }
        if (!delivery.get().autoCreateGroup() || Names.groupProblem(name) != null) {
            throw new RequestException(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, GroupCreation.unknown(name));
        }
        ConsumerGroupConfig created = ConsumerGroupConfig.of(name);
        before.add(new ConsumerGroupPut(created, true));
        return Optional.of(created);
    }

    /** The property decides, as with RocketMQ. A message that is tried again after a delay has been decided before. */
    private static boolean isHalf(SendMessageHeader header) {
        return Boolean.parseBoolean(property(header, PropertyNames.TRANSACTION_PREPARED))
                && (header.reconsumeTimes() == 0
                        || property(header, PropertyNames.DELAY_LEVEL).isEmpty());
    }

    private void checkTransaction(SendMessageHeader header, boolean batch) throws RequestException {
        if (transactions.rejected()) {
            throw new RequestException(
                    ResponseCode.NO_PERMISSION,
                    "transactional messages are refused here: " + ConfigKey.REJECT_TRANSACTIONS.keyName() + "=true");
        }
        if (batch || property(header, PropertyNames.PRODUCER_GROUP).isEmpty()) {
            throw new RequestException(
                    ResponseCode.MESSAGE_ILLEGAL,
                    batch
                            ? "a batch cannot be a transaction's"
                            : "a transactional message must name its producer group in "
                                    + PropertyNames.PRODUCER_GROUP);
        }
        if (state.transactions().count() >= transactions.openMax()) {
            throw new RequestException(
                    ResponseCode.SYSTEM_BUSY,
                    "[REJECTREQUEST] " + transactions.openMax() + " transactions are undecided, as many as "
                            + ConfigKey.OPEN_TRANSACTIONS_MAX.keyName() + " allows");
        }
    }

    /** What its messages say of light queues is looked at when they are encoded. */
    private static void checkLightQueues(SendMessageHeader header) throws RequestException {
        if (header.topic().startsWith(Names.LIGHT_QUEUE_PREFIX)) {
            throw new RequestException(ResponseCode.MESSAGE_ILLEGAL, "a batch cannot go to light message queues (LMQ)");
        }
    }

    private static boolean isExhausted(SendMessageHeader header, ConsumerGroupConfig group) {
        int most = header.maxReconsumeTimes() == SendMessageHeader.NO_MAX_RECONSUME_TIMES
                ? group.retryMaxTimes()
                : header.maxReconsumeTimes();
        return header.reconsumeTimes() > most;
    }

    /** Consumers in order try again themselves. What they send is what they have given up. */
    private boolean isInOrder(ConsumerGroupConfig group) {
        return locks.isAnyHeld(group.groupName());
    }

    private Target deadLetter(SendMessageHeader header, ConsumerGroupConfig group) {
        String topic = Names.dlqTopic(group.groupName());
        List<Command> before = state.topics().find(topic).isPresent()
                ? List.of()
                : List.of(new TopicPut(TopicConfig.of(topic, RETRY_QUEUE_COUNT), true));
        String properties = MessageProperties.parse(header.properties())
                .put(PropertyNames.DELAY_LEVEL, NO_DELAY)
                .text();
        return new Target(topic, 0, properties, Optional.empty(), false, before);
    }

    /** The value or "". Looks for the name first: most messages have none of these, and parsing is not free. */
    private static String property(SendMessageHeader header, String name) {
        return header.properties().contains(name)
                ? MessageProperties.parse(header.properties()).getOrDefault(name, "")
                : "";
    }
}
