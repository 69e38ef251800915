package io.quorate.client;

import io.quorate.client.internal.AverageAllocation;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.ConsumerIdList;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Which queues of a topic fall to this client, as the members of the consumer group stand. Safe from any thread. */
final class Shares {
    private static final String GROUP_FIELD = "consumerGroup";

    private final ClientCore core;
    private final String group;

    Shares(ClientCore core, String group) {
        this.core = core;
        this.group = group;
    }

    /**
     * Empty when the brokers do not know this client as a member (yet): then nothing is to be changed. Fails when the
     * topic's route or the members cannot be learned.
     */
    CompletableFuture<Optional<List<MessageQueue>>> of(String topic) {
        return core.routes().get(topic).thenCompose(route -> {
            List<MessageQueue> queues = route.readableQueues();
            if (queues.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.of(List.of()));
            }
            // All replicas of all groups hear the heartbeats, so any of them knows.
            return members(topic, queues.get(0).brokerName())
                    .thenApply(members -> members.contains(core.clientId())
                            ? Optional.of(AverageAllocation.shareOf(core.clientId(), members, queues))
                            : Optional.empty());
        });
    }

    private CompletableFuture<List<String>> members(String topic, String brokerName) {
        QueuePlan plan = new QueuePlan(
                core.routes(),
                topic,
                brokerName,
                () -> RemotingCommand.request(RequestCode.GET_CONSUMER_LIST_BY_GROUP)
                        .field(GROUP_FIELD, group),
                // The protocol's way to say that the group has no members.
                Set.of(ResponseCode.SYSTEM_ERROR),
                false);
        return core.call(plan, core.config().requestTimeout(), core.config().requestTimeout())
                .thenApply(answer -> {
                    if (answer.response().code() != ResponseCode.SUCCESS) {
                        return List.of();
                    }
                    try {
                        return ConsumerIdList.decode(answer.response().body()).clientIds();
                    } catch (RequestException e) {
                        throw new CompletionException(e);
                    }
                });
    }
}
