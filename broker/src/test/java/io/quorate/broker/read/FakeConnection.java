package io.quorate.broker.read;

import io.quorate.remoting.Connection;
import io.quorate.remoting.RemotingCommand;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A connection that can only be closed. */
final class FakeConnection implements Connection {
    private final List<Runnable> closeActions = new ArrayList<>();
    private boolean active = true;

    int closeActionCount() {
        return closeActions.size();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);
    }

    @Override
    public boolean isActive() {
        return active;
    }

    @Override
    public boolean isWritable() {
        return active;
    }

    @Override
    public CompletableFuture<RemotingCommand> invoke(RemotingCommand request, Duration timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> invokeOneway(RemotingCommand request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void onClose(Runnable action) {
        if (active) {
            closeActions.add(action);
        } else {
            action.run();
        }
    }

    @Override
    public void close() {
        active = false;
        closeActions.forEach(Runnable::run);
        closeActions.clear();
    }
}
