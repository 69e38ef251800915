package io.quorate.broker.request;

import io.quorate.broker.filter.MessageFilters;
import io.quorate.broker.pop.PopQuery;
import io.quorate.broker.state.BrokerState;
import io.quorate.protocol.Perm;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.ConsumerGroupConfig;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.header.PopMessageHeader;
import io.quorate.remoting.RequestException;
import java.util.Optional;

/** What must hold before messages are popped. */
final class PopChecks {
    private static final int MESSAGES_MAX = 32;
    private static final long INVISIBLE_MILLIS_MAX = 365L * 24 * 3600 * 1000;

    /** Longer ones are as good as none: they stand in the replicated state, one for each queue. */
    private static final int ATTEMPT_ID_LENGTH_MAX = 128;

    private final BrokerState state;
    private final GroupCreation creation;
    private final MessageFilters filters;

    PopChecks(BrokerState state, GroupCreation creation, MessageFilters filters) {
        this.state = state;
        this.creation = creation;
        this.filters = filters;
    }

    PopQuery check(PopMessageHeader header) throws RequestException {
        if (header.messagesMax() > MESSAGES_MAX) {
            throw new RequestException(
                    ResponseCode.INVALID_PARAMETER,
                    "maxMsgNums is " + header.messagesMax() + ", at most " + MESSAGES_MAX + " messages are popped");
        }
        checkGroup(header.consumerGroup());
        TopicConfig topic = topic(header.topic());
        if (!Perm.isReadable(topic.perm())) {
            throw new RequestException(ResponseCode.NO_PERMISSION, TopicPermissions.unreadable(topic));
        }
        if (header.queueId() >= topic.readQueueCount()) {
            throw new RequestException(
                    ResponseCode.INVALID_PARAMETER,
                    "the topic " + header.topic() + " has the read queues 0 to " + (topic.readQueueCount() - 1)
                            + ", not " + header.queueId());
        }
        if (state.forbiddenReads().isForbidden(header.consumerGroup(), header.topic())) {
            throw new RequestException(
                    ResponseCode.NO_PERMISSION,
                    "the consumer group " + header.consumerGroup() + " may not read the topic " + header.topic());
        }
        checkTimes(header);
        return new PopQuery(
                header.consumerGroup(),
                header.topic(),
                header.queueId(),
                Math.max(1, header.messagesMax()),
                header.invisibleMillis(),
                header.initMode() == PopMessageHeader.FROM_MIN,
                filters.parse(header.expressionType(), header.expression()),
                header.ordered(),
                header.attemptId().length() > ATTEMPT_ID_LENGTH_MAX ? "" : header.attemptId());
    }

    TopicConfig topic(String name) throws RequestException {
        return state.topics()
                .find(name)
                .orElseThrow(() ->
                        new RequestException(ResponseCode.TOPIC_NOT_EXIST, "the topic " + name + " does not exist"));
    }

    private void checkGroup(String consumerGroup) throws RequestException {
        Optional<ConsumerGroupConfig> group = state.consumerGroups().find(consumerGroup);
        if (group.isEmpty() && !creation.isCreatable(consumerGroup)) {
            throw new RequestException(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, GroupCreation.unknown(consumerGroup));
        }
        if (group.isPresent() && !group.get().consumeEnable()) {
            throw new RequestException(
                    ResponseCode.NO_PERMISSION, "the consumer group " + consumerGroup + " may not consume");
        }
        creation.createInPassing(consumerGroup);
    }

    private static void checkTimes(PopMessageHeader header) throws RequestException {
        checkInvisible(header.invisibleMillis());
        if (header.initMode() != PopMessageHeader.FROM_MIN && header.initMode() != PopMessageHeader.FROM_MAX) {
            throw new RequestException(
                    ResponseCode.INVALID_PARAMETER, "initMode is " + header.initMode() + ", expected 0 or 1");
        }
    }

    static void checkInvisible(long invisibleMillis) throws RequestException {
        if (invisibleMillis < 0 || invisibleMillis > INVISIBLE_MILLIS_MAX) {
            throw new RequestException(
                    ResponseCode.INVALID_PARAMETER,
                    "invisibleTime is " + invisibleMillis + ", expected 0 to " + INVISIBLE_MILLIS_MAX + " ms");
        }
    }
}
