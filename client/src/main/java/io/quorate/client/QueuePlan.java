package io.quorate.client;

import io.quorate.client.internal.CallFailure;
import io.quorate.client.internal.GroupCall;
import io.quorate.client.internal.GroupCall.Target;
import io.quorate.client.internal.RetryPolicy;
import io.quorate.client.internal.RetryPolicy.Verdict;
import io.quorate.remoting.RemotingCommand;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Asks the replica group that holds a queue (or another part) of a topic. */
final class QueuePlan implements GroupCall.Plan {
    private final Routes routes;
    private final String topic;
    private final String brokerName;
    private final Supplier<RemotingCommand> request;
    private final Set<Integer> finalCodes;
    private final boolean leaderOnly;

    /**
     * @param finalCodes codes that are the answer, besides those that always are
     * @param leaderOnly whether only the leader does this itself
     */
    QueuePlan(
            Routes routes,
            String topic,
            String brokerName,
            Supplier<RemotingCommand> request,
            Set<Integer> finalCodes,
            boolean leaderOnly) {
        this.routes = routes;
        this.topic = topic;
        this.brokerName = brokerName;
        this.request = request;
        this.finalCodes = finalCodes;
        this.leaderOnly = leaderOnly;
    }

    @Override
    public CompletableFuture<Target> target(boolean maybeDone) {
        return routes.get(topic).thenApply(route -> targetIn(route, brokerName));
    }

    @Override
    public RemotingCommand request(Target target) {
        return request.get();
    }

    @Override
    public Verdict judge(RemotingCommand response) {
        return finalCodes.contains(response.code()) ? Verdict.DONE : RetryPolicy.judge(response.code());
    }

    @Override
    public boolean leaderOnly() {
        return leaderOnly;
    }

    @Override
    public void routeDoubtful(Target target) {
        routes.refresh(topic);
    }

    static Target targetIn(TopicRoute route, String brokerName) {
        return route.group(brokerName)
                .map(group -> new Target(brokerName, group.leaderFirst()))
                .orElseThrow(() -> new CompletionException(
                        CallFailure.noRoute("topic " + route.topic() + " is not in group " + brokerName)));
    }
}
