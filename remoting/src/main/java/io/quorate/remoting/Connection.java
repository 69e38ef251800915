package io.quorate.remoting;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One TCP connection, from either side. Identity is the object. Safe from any thread. */
public interface Connection {
    InetSocketAddress remoteAddress();

    boolean isActive();

    /** False while more bytes wait for the socket than its high-water mark: the other side reads too slowly. */
    boolean isWritable();

    /**
     * Sends a request and completes with its response, or exceptionally with a {@link RemotingException} saying whether
     * it could not be sent, was not answered within {@code timeout}, or lost its connection. Sets the opaque. The
     * response's body is an unpooled heap buffer: releasing it is not needed. Completes on an I/O loop: do not block
     * there.
     */
    CompletableFuture<RemotingCommand> invoke(RemotingCommand request, Duration timeout);

    /** Sends without expecting an answer. Completes when the bytes are handed to the socket, or exceptionally. */
    CompletableFuture<Void> invokeOneway(RemotingCommand request);

    /** Runs {@code action} once, on an I/O loop, when the connection is closed; at once if it already is. */
    void onClose(Runnable action);

    /** Idempotent. */
    void close();
}
