package io.quorate.remoting;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.concurrent.EventExecutor;
import io.quorate.remoting.RemotingException.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last handler of a channel: serves the other side's requests and matches its responses to our calls. */
// Netty reports what became of a write or close as an event of the channel, too; its futures say nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class NettyConnection extends ChannelInboundHandlerAdapter implements Connection {
    static final int SYSTEM_ERROR = 1;
    static final int SYSTEM_BUSY = 2;

    private static final Logger LOG = LoggerFactory.getLogger(NettyConnection.class);
    private static final InetSocketAddress UNKNOWN = InetSocketAddress.createUnresolved("unknown", 0);

    private final Channel channel;
    private final Endpoint endpoint;
    private final Calls calls;
    /** Given by other threads and not written yet; bounded as the requests in flight are. */
    private final Queue<RemotingCommand> answers = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean answersDue = new AtomicBoolean(); // the I/O loop was asked to write them
    private int unanswered; // I/O loop only: requests being served, oneway ones excepted
    private volatile InetSocketAddress remoteAddress = UNKNOWN;
    private volatile Reason closeReason = Reason.CONNECTION_CLOSED;

    NettyConnection(Channel channel, Endpoint endpoint) {
        this.channel = channel;
        this.endpoint = endpoint;
        this.calls = new Calls(channel.eventLoop(), endpoint.limits().callsInFlightMax());
    }

    // ---- as its users see it: any thread

    @Override
    public InetSocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public boolean isActive() {
        return channel.isActive();
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public CompletableFuture<RemotingCommand> invoke(RemotingCommand request, Duration timeout) {
        Call call = new Call(this, request.asRequest(false), System.nanoTime() + timeout.toNanos());
        if (admit(request, call)) {
            runOnLoop(call, request, call);
        }
        return call;
    }

    @Override
    public CompletableFuture<Void> invokeOneway(RemotingCommand request) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        if (admit(request.asRequest(true), written)) {
            runOnLoop(() -> sendOneway(request, written), request, written);
        }
        return written;
    }

    @Override
    public void onClose(Runnable action) {
        channel.closeFuture().addListener(closed -> action.run());
    }

    @Override
    public void close() {
        channel.close();
    }

    /** Closes because this side goes away, and tells the callers so. */
    void shutDown() {
        closeReason = Reason.SHUT_DOWN;
        channel.close();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    private boolean admit(RemotingCommand request, CompletableFuture<?> outcome) {
        String full = null;
        if (!channel.isWritable() && channel.isActive()) {
            full = "it reads too slowly: over " + endpoint.limits().writeHighWaterBytes() + " bytes wait for it";
        } else if (!calls.enter()) {
            full = endpoint.limits().callsInFlightMax() + " requests are under way already";
        }
        if (full == null) {
            return true;
        }
        request.body().release();
        outcome.completeExceptionally(new RemotingException(
                Reason.TOO_MANY_IN_FLIGHT,
                "request " + request.code() + " to " + remoteAddress + " not sent: " + full));
        return false;
    }

    private void runOnLoop(Runnable action, RemotingCommand request, CompletableFuture<?> outcome) {
        EventExecutor loop = channel.eventLoop();
        if (loop.inEventLoop()) {
            action.run();
            return;
        }
        try {
            loop.execute(action);
        } catch (RejectedExecutionException e) {
            calls.leave();
            request.body().release();
            outcome.completeExceptionally(new RemotingException(Reason.SHUT_DOWN, "the I/O loops are shut down", e));
        }
    }

    // ---- our requests: I/O loop

    void send(Call call, RemotingCommand request) {
        if (!calls.add(call)) {
            request.body().release();
            return;
        }
        request.opaque(call.opaque).headerType(endpoint.requestHeaderType());
        channel.writeAndFlush(request).addListener(call);
    }

    void notWritten(Call call, Throwable cause) {
        calls.fail(call, writeFailure(cause));
    }

    private void sendOneway(RemotingCommand request, CompletableFuture<Void> written) {
        if (!channel.isActive()) {
            calls.leave();
            request.body().release();
            written.completeExceptionally(closedException());
            return;
        }
        request.headerType(endpoint.requestHeaderType());
        channel.writeAndFlush(request).addListener(write -> {
            calls.leave();
            if (write.isSuccess()) {
                written.complete(null);
            } else {
                written.completeExceptionally(writeFailure(write.cause()));
            }
        });
    }

    private RemotingException writeFailure(Throwable cause) {
        return cause instanceof RemotingException e
                ? e
                : new RemotingException(
                        closeReason, "the connection to " + remoteAddress + " failed: " + cause.getMessage(), cause);
    }

    private RemotingException closedException() {
        return new RemotingException(closeReason, "the connection to " + remoteAddress + " is closed");
    }

    // ---- their requests

    /** From any thread; takes the response's body, also when there is nobody left to send it to. */
    void answer(RemotingCommand response) {
        EventExecutor loop = channel.eventLoop();
        if (loop.inEventLoop()) {
            writeAnswer(response);
            channel.flush();
            return;
        }
        answers.add(response);
        if (!answersDue.get() && answersDue.compareAndSet(false, true)) {
            try {
                loop.execute(this::writeAnswers);
            } catch (RejectedExecutionException e) {
                releaseAnswers();
            }
        }
    }

    /** All answers that other threads gave meanwhile leave by one wake-up and one flush. */
    private void writeAnswers() {
        answersDue.set(false); // first: what is added from now on may miss this turn
        for (RemotingCommand response = answers.poll(); response != null; response = answers.poll()) {
            writeAnswer(response);
        }
        channel.flush();
    }

    private void writeAnswer(RemotingCommand response) {
        unanswered--;
        if (channel.isActive()) {
            channel.write(response);
        } else {
            response.body().release();
        }
    }

    private void releaseAnswers() {
        answersDue.set(false);
        for (RemotingCommand response = answers.poll(); response != null; response = answers.poll()) {
            response.body().release();
        }
    }

    private void serve(RemotingCommand request) throws Exception {
        ByteBuf body = request.body();
        ServedRequest served = new ServedRequest(this, request);
        try {
            if (!request.isOneway() && ++unanswered > endpoint.limits().requestsInFlightMax()) {
                served.respond(
                        SYSTEM_BUSY,
                        endpoint.limits().requestsInFlightMax() + " requests of yours are under way already");
                return;
            }
            endpoint.handlers().handlerOf(request.code()).handle(served);
        } catch (RequestException e) {
            served.respond(e.responseCode(), e.getMessage());
        } catch (Exception e) {
            LOG.warn("{}: request {} of {} failed", endpoint.name(), request.code(), remoteAddress, e);
            served.respond(SYSTEM_ERROR, e.toString());
        } finally {
            body.release();
        }
    }

    // ---- events of the channel: I/O loop

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        // Null when the other side has already gone.
        if (channel.remoteAddress() instanceof InetSocketAddress address) {
            remoteAddress = address;
        }
        endpoint.onConnected().accept(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        RemotingCommand command = (RemotingCommand) message;
        if (!command.isResponse()) {
            serve(command);
        } else if (!calls.answer(command)) {
            LOG.debug("{}: dropped a late response of {}: {}", endpoint.name(), remoteAddress, command);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (endpoint.readsOnlyWhileWritable()) {
            channel.config().setAutoRead(channel.isWritable());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent) {
            LOG.debug("{}: closed the idle connection of {}", endpoint.name(), remoteAddress);
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        calls.close(closedException());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
        if (cause instanceof IOException) {
            LOG.debug("{}: lost the connection of {}: {}", endpoint.name(), remoteAddress, cause.toString());
            return;
        }
        LOG.warn("{}: closed the connection of {}", endpoint.name(), remoteAddress, cause);
        if (cause instanceof Error) {
            // A broken invariant or worse: whether the process goes on is not decided here.
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, cause);
        }
    }
}
