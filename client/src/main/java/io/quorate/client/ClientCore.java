package io.quorate.client;

import io.quorate.client.internal.GroupCall;
import io.quorate.client.internal.Loop;
import io.quorate.client.internal.NameServers;
import io.quorate.client.internal.Network;
import io.quorate.client.internal.Replicas;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What producers, consumers and admin calls of a client share. All parts are safe from any thread. */
record ClientCore(
        ClientConfig config,
        String clientId,
        Loop loop,
        Network network,
        NameServers nameServers,
        Replicas replicas,
        Routes routes) {
    /** See {@link GroupCall#start}; {@code total} from now. */
    CompletableFuture<GroupCall.Answer> call(GroupCall.Plan plan, Duration attemptTimeout, Duration total) {
        return callUntil(plan, attemptTimeout, loop.nanoTime() + total.toNanos());
    }

    CompletableFuture<GroupCall.Answer> callUntil(GroupCall.Plan plan, Duration attemptTimeout, long deadlineNanos) {
        return GroupCall.start(plan, network, replicas, loop, attemptTimeout, deadlineNanos);
    }
}
