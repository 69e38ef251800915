package io.quorate.client.internal;

import io.quorate.remoting.RemotingClient;
import io.quorate.remoting.RemotingCommand;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The real network. */
public final class RemotingNetwork implements Network {
    private final RemotingClient client;

    public RemotingNetwork(RemotingClient client) {
        this.client = client;
    }

    @Override
    public CompletableFuture<RemotingCommand> invoke(String address, RemotingCommand request, Duration timeout) {
        return client.invoke(address, request, timeout);
    }

    @Override
    public CompletableFuture<Void> invokeOneway(String address, RemotingCommand request) {
        return client.invokeOneway(address, request);
    }
}
