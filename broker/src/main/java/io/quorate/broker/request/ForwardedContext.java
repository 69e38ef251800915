package io.quorate.broker.request;

import io.quorate.remoting.Connection;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import java.net.InetSocketAddress;

/** A client's request that came in through another replica. Its answer tells where the leader is. */
final class ForwardedContext implements RequestContext {
    private final RequestContext peer;
    private final String leaderAddress;

    ForwardedContext(RequestContext peer, String leaderAddress) {
        this.peer = peer;
        this.leaderAddress = leaderAddress;
    }

    @Override
    public RemotingCommand request() {
        return peer.request();
    }

    @Override
    public Connection connection() {
        return peer.connection();
    }

    /** As the peer told it: remoting believes peers in this, and nobody else. */
    @Override
    public InetSocketAddress clientAddress() {
        return peer.clientAddress();
    }

    @Override
    public void respond(RemotingCommand response) {
        boolean leads = response.field(QuorateFields.NOT_LEADER) == null;
        peer.respond(leads ? response.field(QuorateFields.LEADER, leaderAddress) : response);
    }
}
