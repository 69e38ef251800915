package io.quorate.broker.request;

import io.quorate.broker.cluster.ClientRegistry;
import io.quorate.broker.cluster.ConsumerGroupView;
import io.quorate.broker.cluster.Subscription;
import io.quorate.broker.state.BrokerState;
import io.quorate.protocol.Perm;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.TagFilter;
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

    /**
     * @param code SUCCESS or the refusal
     * @param forbiddenType which permission was missing, 0 for none
     * @param filter what to look for, null in a refusal
     */
    record Verdict(int code, String remark, int forbiddenType, TagFilter filter) {
        static Verdict pass(TagFilter filter) {
            return new Verdict(ResponseCode.SUCCESS, "", 0, filter);
        }

        static Verdict refuse(int code, String remark) {
            return new Verdict(code, remark, 0, null);
        }

        static Verdict forbid(int forbiddenType, String remark) {
            return new Verdict(ResponseCode.NO_PERMISSION, remark, forbiddenType, null);
        }
    }

    PullChecks(BrokerState state, ClientRegistry clients, GroupCreation creation) {
        this.state = state;
        this.clients = clients;
        this.creation = creation;
    }

    Verdict check(PullMessageHeader header) throws RequestException {
        Optional<ConsumerGroupConfig> group = state.consumerGroups().find(header.consumerGroup());
        // The leader makes it when the first heartbeat comes; a pull need not wait for that.
        if (group.isEmpty() && !creation.isCreatable(header.consumerGroup())) {
            return Verdict.refuse(
                    ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
                    "the consumer group " + header.consumerGroup() + " does not exist");
        }
        if (group.isPresent() && !group.get().consumeEnable()) {
            return Verdict.forbid(GROUP_FORBIDDEN, "the consumer group " + header.consumerGroup() + " may not consume");
        }
        Optional<TopicConfig> topic = state.topics().find(header.topic());
        if (topic.isEmpty()) {
            return Verdict.refuse(ResponseCode.TOPIC_NOT_EXIST, "the topic " + header.topic() + " does not exist");
        }
        if (!Perm.isReadable(topic.get().perm())) {
            return Verdict.forbid(TOPIC_FORBIDDEN, "the topic " + header.topic() + " may not be read");
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
        return header.hasSubscription() ? inline(header) : registered(header, group);
    }

    private static Verdict inline(PullMessageHeader header) throws RequestException {
        return header.isTagFiltered() ? Verdict.pass(TagFilter.parse(header.subscription())) : otherFilter();
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
        return subscription.get().isByTag() ? Verdict.pass(subscription.get().filter()) : otherFilter();
    }

    /**
     * The consumer has a newer subscription than its last heartbeat said. 5.x renews the version at each rebalance, and
     * the heartbeat that should tell is lost when another one is just under way: the next comes 30 s later. So nothing is
     * filtered until then: by tag consumers filter once more themselves.
     */
    private static Verdict outdated(PullMessageHeader header) {
        if (header.isTagFiltered()) {
            return Verdict.pass(TagFilter.ALL);
        }
        return Verdict.refuse(
                ResponseCode.SUBSCRIPTION_NOT_LATEST,
                "the subscription of " + header.consumerGroup() + " to " + header.topic()
                        + " is newer than its last heartbeat");
    }

    private static Verdict otherFilter() {
        return Verdict.refuse(
                ResponseCode.SYSTEM_ERROR, "filters other than by tag are not supported by this broker yet");
    }
}
