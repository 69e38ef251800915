package io.quorate.broker.request;

/** Serves a request family on a leader. Same contract as {@link io.quorate.remoting.RequestHandler}. */
@FunctionalInterface
interface LeaderHandler {
    void handle(LeaderRequest request) throws Exception;
}
