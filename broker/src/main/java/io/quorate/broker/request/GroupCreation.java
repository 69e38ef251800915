package io.quorate.broker.request;

import io.quorate.broker.config.DeliveryConfig;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.Command;
import io.quorate.broker.state.CommandProposal;
import io.quorate.broker.state.ConsumerGroupPut;
import io.quorate.broker.state.TopicPut;
import io.quorate.protocol.Names;
import io.quorate.protocol.body.ConsumerGroupConfig;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.raft.runtime.ReplicaHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Consumer groups that come into being by being used, together with their retry topic: tools and clients find a group by
 * the route of that topic. Safe from any thread.
 */
final class GroupCreation {
    private final BrokerState state;
    private final Supplier<DeliveryConfig> delivery;
    private final ReplicaHandle replica;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet(); // bounded by the log's own backpressure

    GroupCreation(BrokerState state, Supplier<DeliveryConfig> delivery, ReplicaHandle replica) {
        this.state = state;
        this.delivery = delivery;
        this.replica = replica;
    }

    /** Whether the group is there or would be made. */
    boolean isUsable(String consumerGroup) {
        return state.consumerGroups().find(consumerGroup).isPresent() || isCreatable(consumerGroup);
    }

    /** Whether the group is there, or on its way into the log: what is put there after it finds it. */
    boolean isThereOrUnderWay(String consumerGroup) {
        // In this order: what is not under way any more has been applied.
        return underWay.contains(consumerGroup)
                || state.consumerGroups().find(consumerGroup).isPresent();
    }

    /** Why something is refused to a group that is not there and is not made either. */
    static String unknown(String consumerGroup) {
        return "the consumer group " + consumerGroup
                + " does not exist: create it with updateSubGroup, or set autoCreateSubscriptionGroup=true";
    }

    boolean isCreatable(String consumerGroup) {
        return delivery.get().autoCreateGroup() && Names.groupProblem(consumerGroup) == null;
    }

    /** What is missing of the group: nothing, its retry topic, or both. */
    List<Command> missing(String consumerGroup) {
        List<Command> missing = new ArrayList<>();
        Optional<ConsumerGroupConfig> known = state.consumerGroups().find(consumerGroup);
        if (known.isEmpty()) {
            missing.add(new ConsumerGroupPut(ConsumerGroupConfig.of(consumerGroup), true));
        }
        String retryTopic = Names.retryTopic(consumerGroup);
        if (state.topics().find(retryTopic).isEmpty()) {
            int queueCount = known.map(ConsumerGroupConfig::retryQueueCount).orElse(1);
            missing.add(new TopicPut(TopicConfig.of(retryTopic, Math.max(1, queueCount)), true));
        }
        return missing;
    }

    /**
     * Makes what is missing, if this replica leads; nobody waits for it. A follower leaves it to the leader, to which
     * consumers send the same heartbeat.
     */
    void createInPassing(String consumerGroup) {
        if (!replica.view().serving() || !isUsable(consumerGroup)) {
            return;
        }
        List<Command> missing = missing(consumerGroup);
        if (!missing.isEmpty() && underWay.add(consumerGroup)) {
            replica.propose(
                    new CommandProposal(missing, state.offsetAssigner(), outcome -> underWay.remove(consumerGroup)));
        }
    }
}
