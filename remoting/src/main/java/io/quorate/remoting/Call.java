package io.quorate.remoting;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.CompletableFuture;

/** One request under way: the caller's future, the task that sends it, and the listener to its write, in one object. */
final class Call extends CompletableFuture<RemotingCommand> implements Runnable, ChannelFutureListener {
    final long deadlineNanos; // of System.nanoTime()
    int opaque; // I/O loop only; set when the call is filed

    private final NettyConnection connection;
    private final int code;
    private RemotingCommand request; // null once handed to the channel, which then owns its body

    Call(NettyConnection connection, RemotingCommand request, long deadlineNanos) {
        this.connection = connection;
        this.request = request;
        this.code = request.code();
        this.deadlineNanos = deadlineNanos;
    }

    @Override
    public void run() {
        RemotingCommand toSend = request;
        request = null;
        connection.send(this, toSend);
    }

    @Override
    public void operationComplete(ChannelFuture write) {
        if (!write.isSuccess()) {
            connection.notWritten(this, write.cause());
        }
    }

    String describe() {
        return "request " + code + " to " + connection.remoteAddress();
    }
}
