package io.quorate.remoting;

import java.net.InetSocketAddress;

/** A request being served, and the one place to answer it. */
public interface RequestContext {
    RemotingCommand request();

    /** The connection the request arrived on; that of the forwarding peer for a forwarded request. */
    Connection connection();

    /** Where the client is: differs from the connection's address for a forwarded request. */
    InetSocketAddress clientAddress();

    /**
     * Answers the request; later calls are ignored. From any thread. Sets opaque and the response flag, drops the answer
     * of a oneway request, takes ownership of the response's body.
     */
    void respond(RemotingCommand response);

    default void respond(int code, String remark) {
        respond(RemotingCommand.response(code, remark));
    }
}
