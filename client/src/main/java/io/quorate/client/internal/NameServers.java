package io.quorate.client.internal;

import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Asks the name servers in turn, beginning with the one that answered last. They do not talk to each other: one that
 * just restarted may know nothing yet, so "unknown" is believed only when none that answers knows
 * better. Safe from any thread.
 */
public final class NameServers {
    private final List<String> addresses;
    private final Network network;
    private final Duration attemptTimeout;
    // Begins anywhere, so that clients spread.
    private final AtomicInteger current;

    public NameServers(List<String> addresses, Network network, Duration attemptTimeout) {
        this.addresses = List.copyOf(addresses);
        this.network = network;
        this.attemptTimeout = attemptTimeout;
        this.current = new AtomicInteger(ThreadLocalRandom.current().nextInt(addresses.size()));
    }

    /**
     * The first successful answer; if there is none the last refusal; if there is not even that, the last
     * {@link RemotingException}. Each server is asked once at most.
     */
    public CompletableFuture<RemotingCommand> ask(Supplier<RemotingCommand> request) {
        CompletableFuture<RemotingCommand> outcome = new CompletableFuture<>();
        askFrom(current.get(), 0, request, null, outcome);
        return outcome;
    }

    /** Sends to every server; completes with all answers, or exceptionally if one did not answer. */
    public CompletableFuture<List<RemotingCommand>> askAll(Supplier<RemotingCommand> request) {
        List<CompletableFuture<RemotingCommand>> asked = new ArrayList<>();
        for (String address : addresses) {
            asked.add(network.invoke(address, request.get(), attemptTimeout));
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(done -> asked.stream().map(CompletableFuture::join).toList());
    }

    private void askFrom(
            int first,
            int askedCount,
            Supplier<RemotingCommand> request,
            RemotingCommand refusal,
            CompletableFuture<RemotingCommand> outcome) {
        int number = (first + askedCount) % addresses.size();
        var unused = network.invoke(addresses.get(number), request.get(), attemptTimeout)
                .whenComplete((response, e) -> {
                    boolean last = askedCount + 1 == addresses.size();
                    if (e == null && response.code() == ResponseCode.SUCCESS) {
                        current.set(number);
                        outcome.complete(response);
                    } else if (!last) {
                        askFrom(first, askedCount + 1, request, e == null ? response : refusal, outcome);
                    } else if (e == null || refusal != null) {
                        outcome.complete(e == null ? response : refusal);
                    } else {
                        outcome.completeExceptionally(GroupCall.unwrap(e));
                    }
                });
    }
}
