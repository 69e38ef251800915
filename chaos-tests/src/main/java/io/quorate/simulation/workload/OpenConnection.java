package io.quorate.simulation.workload;

import io.quorate.remoting.Connection;
import io.quorate.remoting.RemotingCommand;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Of a client that waits for its answer: what is lost on its way the client itself makes. Carries nothing. */
enum OpenConnection implements Connection {
    ONLY;

    @Override
    public InetSocketAddress remoteAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }

    @Override
    public boolean isActive() {
        return true;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public CompletableFuture<RemotingCommand> invoke(RemotingCommand request, Duration timeout) {
        throw new UnsupportedOperationException("nobody asks these clients anything");
    }

    @Override
    public CompletableFuture<Void> invokeOneway(RemotingCommand request) {
        throw new UnsupportedOperationException("nobody tells these clients anything");
    }

    @Override
    public void onClose(Runnable action) {
        // it stays open
    }

    @Override
    public void close() {
        // it stays open
    }
}
