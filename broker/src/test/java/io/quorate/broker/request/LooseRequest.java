package io.quorate.broker.request;

import io.quorate.remoting.Connection;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** A request that came over no connection; {@code answered} hears what it is answered. */
record LooseRequest(RemotingCommand request, Consumer<RemotingCommand> answered) implements RequestContext {
    @Override
    public Connection connection() {
        throw new IllegalStateException("this request came over no connection");
    }

    @Override
    public InetSocketAddress clientAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);
    }

    @Override
    public void respond(RemotingCommand response) {
        answered.accept(response);
    }
}
