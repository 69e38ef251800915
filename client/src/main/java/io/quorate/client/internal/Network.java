package io.quorate.client.internal;

import io.quorate.remoting.RemotingCommand;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Sends requests to addresses ("ip:port"); one shared connection an address, made when needed. Safe from any thread. */
public interface Network {
    /**
     * Completes always, within {@code timeout} and a little, connecting included: with the response, or exceptionally
     * with a {@link io.quorate.remoting.RemotingException}. Takes ownership of the request's body.
     */
    CompletableFuture<RemotingCommand> invoke(String address, RemotingCommand request, Duration timeout);

    /** Completes when the bytes are handed to the socket, or exceptionally as {@link #invoke}. */
    CompletableFuture<Void> invokeOneway(String address, RemotingCommand request);
}
