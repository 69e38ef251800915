package io.quorate.client;

import io.quorate.client.internal.GroupCall;
import io.quorate.client.internal.GroupCall.Target;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.body.SubscriptionData;
import io.quorate.protocol.header.PullMessageHeader;
import io.quorate.remoting.RemotingCommand;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * One pull, answered by whichever replica can. The filter travels with it, so that a replica which has not heard the
 * consumer's heartbeat yet can serve it, and no offset does: commits are requests of their own.
 */
final class PullPlan implements GroupCall.Plan {
    private final Routes routes;
    private final ConsumerConfig config;
    private final MessageQueue queue;
    private final String expression;
    private final long queueOffset;
    private final BooleanSupplier abandoned;

    PullPlan(
            Routes routes,
            ConsumerConfig config,
            MessageQueue queue,
            String expression,
            long queueOffset,
            BooleanSupplier abandoned) {
        this.routes = routes;
        this.config = config;
        this.queue = queue;
        this.expression = expression;
        this.queueOffset = queueOffset;
        this.abandoned = abandoned;
    }

    @Override
    public CompletableFuture<Target> target(boolean maybeDone) {
        return routes.get(queue.topic()).thenApply(route -> QueuePlan.targetIn(route, queue.brokerName()));
    }

    @Override
    public RemotingCommand request(Target target) {
        RemotingCommand command = RemotingCommand.request(RequestCode.PULL_MESSAGE);
        new PullMessageHeader(
                        config.group(),
                        queue.topic(),
                        queue.queueId(),
                        queueOffset,
                        config.limits().pullCountMax(),
                        PullMessageHeader.SUSPEND | PullMessageHeader.SUBSCRIPTION,
                        0,
                        config.timing().suspend().toMillis(),
                        expression,
                        0,
                        SubscriptionData.TAG,
                        Integer.MAX_VALUE)
                .encode(command.extFields());
        return command;
    }

    @Override
    public boolean leaderOnly() {
        return false;
    }

    @Override
    public boolean isAbandoned() {
        return abandoned.getAsBoolean();
    }

    @Override
    public void routeDoubtful(Target target) {
        routes.refresh(queue.topic());
    }
}
