package io.quorate.broker.cluster;

import io.quorate.remoting.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The connected members of a consumer group and what they subscribe to, as of some moment. Immutable but for the time
 * its members were seen.
 *
 * @param consumeType how members get messages, by RocketMQ's name
 * @param messageModel CLUSTERING or BROADCASTING
 * @param consumeFromWhere where a new group starts, by RocketMQ's name
 * @param subscriptions by topic; all members are to subscribe alike, the latest heartbeat counts
 */
public record ConsumerGroupView(
        String consumerGroup,
        String consumeType,
        String messageModel,
        String consumeFromWhere,
        Map<String, Subscription> subscriptions,
        List<Client> members) {
    private static final String BROADCASTING = "BROADCASTING";

    public ConsumerGroupView {
        subscriptions = Map.copyOf(subscriptions);
        members = List.copyOf(members);
    }

    public boolean isBroadcasting() {
        return messageModel.equals(BROADCASTING);
    }

    public Optional<Subscription> subscription(String topic) {
        return Optional.ofNullable(subscriptions.get(topic));
    }

    /** Sorted, each once: a client that reconnects is on two connections for a while. */
    public List<String> clientIds() {
        return members.stream().map(Client::clientId).distinct().sorted().toList();
    }

    Optional<Client> member(Connection connection) {
        return members.stream()
                .filter(member -> member.connection() == connection)
                .findFirst();
    }

    ConsumerGroupView withMembers(Collection<Client> changed) {
        return new ConsumerGroupView(
                consumerGroup, consumeType, messageModel, consumeFromWhere, subscriptions, List.copyOf(changed));
    }

    ConsumerGroupView withMember(Client client) {
        List<Client> changed = new ArrayList<>(members);
        changed.add(client);
        return withMembers(changed);
    }
}
