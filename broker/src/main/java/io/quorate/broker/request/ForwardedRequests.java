package io.quorate.broker.request;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestHandler;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Serves the requests that other replicas pass on, as if their clients had come here themselves. They are never passed
 * on a second time: two replicas that each take the other for the leader would play ball with them.
 *
 * <p>They arrive on the loop that the replica runs on, and leave it at once: some of them encode, some read the disk. How many
 * may be under way is bounded by the peer's connection.
 */
public final class ForwardedRequests implements RequestHandler {
    private final HandlerTable handlers;
    private final String leaderAddress;
    private final Executor loop;

    /**
     * @param handlers what serves clients here
     * @param leaderAddress "ip:port" where clients reach this node
     * @param loop one thread, as the requests of one client must stay in order; not the replica's
     */
    public ForwardedRequests(HandlerTable handlers, String leaderAddress, Executor loop) {
        this.handlers = handlers;
        this.leaderAddress = leaderAddress;
        this.loop = loop;
    }

    @Override
    public void handle(RequestContext peer) {
        ForwardedContext context = new ForwardedContext(peer, leaderAddress);
        ByteBuf body = peer.request().body().retain();
        try {
            loop.execute(() -> {
                try {
                    HandlerCall.serve(
                            context,
                            () -> handlers.handlerOf(peer.request().code()).handle(context));
                } finally {
                    body.release();
                }
            });
        } catch (RejectedExecutionException shutDown) {
            body.release();
            context.respond(
                    RemotingCommand.response(ResponseCode.SERVICE_NOT_AVAILABLE, "this node is stopping, try again")
                            .field(QuorateFields.NOT_LEADER, true));
        }
    }
}
