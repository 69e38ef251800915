package io.quorate.client.internal;

import io.quorate.remoting.RemotingClient;
import io.quorate.remoting.RemotingCommand;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The real network. */
public final class RemotingNetwork implements Network {
    /** Ext field that says who asks: a node that leaves need not wait for us, since we follow the leader by ourselves. */
    static final String SDK_FIELD = "qSdk";

    private final RemotingClient client;

    public RemotingNetwork(RemotingClient client) {
        this.client = client;
    }

    @Override
    public CompletableFuture<RemotingCommand> invoke(String address, RemotingCommand request, Duration timeout) {
        return client.invoke(address, signed(request), timeout);
    }

    @Override
    public CompletableFuture<Void> invokeOneway(String address, RemotingCommand request) {
        return client.invokeOneway(address, signed(request));
    }

    private static RemotingCommand signed(RemotingCommand request) {
        return request.field(SDK_FIELD, "1");
    }
}
