package io.quorate.broker.request;

import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import io.quorate.remoting.RequestHandler;

/**
 * Serves the requests that other replicas pass on, as if their clients had come here themselves. They are never passed
 * on a second time: two replicas that each take the other for the leader would play ball with them.
 */
public final class ForwardedRequests implements RequestHandler {
    private final HandlerTable handlers;
    private final String leaderAddress;

    /**
     * @param handlers what serves clients here
     * @param leaderAddress "ip:port" where clients reach this node
     */
    public ForwardedRequests(HandlerTable handlers, String leaderAddress) {
        this.handlers = handlers;
        this.leaderAddress = leaderAddress;
    }

    @Override
    public void handle(RequestContext peer) throws Exception {
        ForwardedContext context = new ForwardedContext(peer, leaderAddress);
        try {
            handlers.handlerOf(peer.request().code()).handle(context);
        } catch (RequestException e) {
            context.respond(e.responseCode(), e.getMessage());
        }
    }
}
