package io.quorate.broker.request;

import io.quorate.broker.cluster.ClientRegistry;
import io.quorate.broker.cluster.ConsumerGroupView;
import io.quorate.broker.cluster.Subscription;
import io.quorate.broker.filter.MessageFilter;
import io.quorate.broker.filter.MessageFilters;
import io.quorate.broker.state.BrokerState;
import io.quorate.protocol.Perm;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.ConsumerGroupConfig;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.header.PullMessageHeader;
import io.quorate.remoting.RequestException;
import java.util.Optional;

/** What must hold before messages are looked for, in the order RocketMQ checks it. */
final class PullChecks {
    private static final int GROUP_FORBIDDEN = 2;
    private static final int TOPIC_FORBIDDEN = 3;
    private static final int BROADCAST_FORBIDDEN = 4;
    private static final int SUBSCRIPTION_FORBIDDEN = 5;

    private final BrokerState state;
    private final ClientRegistry clients;
    private final GroupCreation creation;
    private final MessageFilters filters;

    /**
     * @param code SUCCESS or the refusal
     * @param forbiddenType which permission was missing, 0 for none
     * @param filter what to look for, null in a refusal
     */
    record Verdict(int code, String remark, int forbiddenType, MessageFilter filter) {
        static Verdict pass(MessageFilter filter) {
            return new Verdict(ResponseCode.SUCCESS, "", 0, filter);
        }

        static Verdict refuse(int code, String remark) {
            return new Verdict(code, remark, 0, null);
        }

        static Verdict forbid(int forbiddenType, String remark) {
            return new Verdict(ResponseCode.NO_PERMISSION, remark, forbiddenType, null);
        }
    }

    PullChecks(BrokerState state, ClientRegistry clients, GroupCreation creation, MessageFilters filters) {
        this.state = state;
        this.clients = clients;
        this.creation = creation;
        this.filters = filters;
    }

    Verdict check(PullMessageHeader header) throws RequestException {
        Optional<ConsumerGroupConfig> group = state.consumerGroups().find(header.consumerGroup());
        if (group.isEmpty()) {
            if (!creation.isCreatable(header.consumerGroup())) {
                return Verdict.refuse(
                        ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, GroupCreation.unknown(header.consumerGroup()));
            }
            // The pull need not wait for it, but a commit that follows is refused without.
            creation.createInPassing(header.consumerGroup());
        }
        if (group.isPresent() && !group.get().consumeEnable()) {
            return Verdict.forbid(GROUP_FORBIDDEN, "the consumer group " + header.consumerGroup() + " may not consume");
        }
        Optional<TopicConfig> topic = state.topics().find(header.topic());
        if (topic.isEmpty()) {
            return Verdict.refuse(ResponseCode.TOPIC_NOT_EXIST, "the topic " + header.topic() + " does not exist");
        }
        if (!Perm.isReadable(topic.get().perm())) {
            return Verdict.forbid(TOPIC_FORBIDDEN, TopicPermissions.unreadable(topic.get()));
        }
        if (state.forbiddenReads().isForbidden(header.consumerGroup(), header.topic())) {
            return Verdict.forbid(
                    SUBSCRIPTION_FORBIDDEN,
                    "the consumer group " + header.consumerGroup() + " may not read the topic " + header.topic());
        }
        if (header.queueId() < 0 || header.queueId() >= topic.get().readQueueCount()) {
            return Verdict.refuse(
                    ResponseCode.INVALID_PARAMETER,
                    "the topic " + header.topic() + " has the read queues 0 to "
                            + (topic.get().readQueueCount() - 1) + ", not " + header.queueId());
        }
        if (header.hasClassFilter()) {
            throw MessageFilters.byClass();
        }
        return header.hasSubscription()
                ? Verdict.pass(filters.parse(header.expressionType(), header.subscription()))
                : registered(header, group);
    }

    private Verdict registered(PullMessageHeader header, Optional<ConsumerGroupConfig> config) throws RequestException {
        Optional<ConsumerGroupView> group = clients.consumerGroup(header.consumerGroup());
        if (group.isEmpty()) {
            return Verdict.refuse(
                    ResponseCode.SUBSCRIPTION_NOT_EXIST,
                    "no member of the consumer group " + header.consumerGroup()
                            + " has sent a heartbeat to this node yet");
        }
        if (group.get().isBroadcasting() && config.isPresent() && !config.get().consumeBroadcastEnable()) {
            return Verdict.forbid(
                    BROADCAST_FORBIDDEN, "the consumer group " + header.consumerGroup() + " may not broadcast");
        }
        Optional<Subscription> subscription = group.get().subscription(header.topic());
        if (subscription.isEmpty()) {
            return Verdict.refuse(
                    ResponseCode.SUBSCRIPTION_NOT_EXIST,
                    "the consumer group " + header.consumerGroup() + " does not subscribe to " + header.topic());
        }
        if (subscription.get().version() < header.subVersion()) {
            return outdated(header);
        }
        return Verdict.pass(subscription.get().usableFilter());
    }

    /**
     * The consumer has a newer subscription than its last heartbeat said. 5.x renews the version at each rebalance, and
     * the heartbeat that should tell is lost when another one is just under way: the next comes 30 s later. So nothing is
     * filtered until then: by tag consumers filter once more themselves.
     */
    private static Verdict outdated(PullMessageHeader header) {
        if (header.isTagFiltered()) {
            return Verdict.pass(MessageFilter.ALL);
        }
        return Verdict.refuse(
                ResponseCode.SUBSCRIPTION_NOT_LATEST,
                "the subscription of " + header.consumerGroup() + " to " + header.topic()
                        + " is newer than its last heartbeat");
    }
}
