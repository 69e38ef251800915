package io.quorate.raft.runtime;

import io.netty.buffer.Unpooled;
import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import io.quorate.remoting.Connection;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.HeaderType;
import io.quorate.remoting.IoLoops;
import io.quorate.remoting.RemotingClient;
import io.quorate.remoting.RemotingClientConfig;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingException;
import io.quorate.remoting.RemotingServer;
import io.quorate.remoting.RemotingServerConfig;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How replicas of a group talk: a port of its own, one connection from each to each, hello first. Raft messages are
 * oneways; client requests are forwarded to the leader over the same connections. Any thread.
 */
final class PeerNetwork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerNetwork.class);
    private static final int REFUSED = 1;

    /** What arrives; called on I/O loops. */
    interface Listener {
        void received(RaftMessage message, long storageId, ByteBuffer body);

        void lost(NodeId peer);
    }

    private final PeerIdentity self;
    private final Listener listener;
    private final RequestHandler forwarded;
    private final RemotingClient client;
    private final RemotingServer server;
    private final Map<NodeId, PeerLink> links = new TreeMap<>();
    private final Map<Connection, NodeId> introduced = new ConcurrentHashMap<>();

    /**
     * @param addresses "host:port" of every replica's peer port, this one's included
     * @param forwarded serves client requests that a follower sent on
     */
    PeerNetwork(
            PeerIdentity self,
            Map<NodeId, String> addresses,
            String bindAddress,
            IoLoops loops,
            Listener listener,
            RequestHandler forwarded) {
        this.self = self;
        this.listener = listener;
        this.forwarded = forwarded;
        this.client = new RemotingClient(
                RemotingClientConfig.defaults().withHeaderType(HeaderType.PROTOSTUFF),
                loops,
                HandlerTable.builder().build());
        String own = addresses.get(self.node());
        int port = Integer.parseInt(own.substring(own.lastIndexOf(':') + 1));
        this.server = new RemotingServer(RemotingServerConfig.forPeers(bindAddress, port), loops, handlers());
        addresses.forEach((peer, address) -> {
            if (!peer.equals(self.node())) {
                links.put(peer, new PeerLink(self, peer, address, client, loops, () -> listener.lost(peer)));
            }
        });
    }

    void start() throws IOException {
        server.start();
        links.values().forEach(PeerLink::connect);
    }

    private HandlerTable handlers() {
        return HandlerTable.builder()
                .on(PeerProtocol.HELLO, this::hello)
                .on(PeerProtocol.RAFT_MESSAGE, this::raftMessage)
                .on(PeerProtocol.PING, ping -> {})
                .otherwise(this::clientRequest)
                .build();
    }

    private void hello(RequestContext context) {
        Optional<String> objection = self.objectionTo(context.request().extFields());
        Optional<NodeId> node = PeerIdentity.nodeOf(context.request().extFields());
        if (objection.isEmpty() && !node.map(links::containsKey).orElse(false)) {
            objection = Optional.of(
                    "node " + node.map(NodeId::value).orElse("?") + " is not one of our peers " + links.keySet());
        }
        if (objection.isPresent()) {
            LOG.warn(
                    "node={} refused a peer at {}: {}",
                    self.node(),
                    context.connection().remoteAddress(),
                    objection.get());
            context.respond(REFUSED, objection.get());
            return;
        }
        Connection connection = context.connection();
        introduced.put(connection, node.get());
        connection.onClose(() -> {
            introduced.remove(connection);
            listener.lost(node.get());
        });
        RemotingCommand welcome = RemotingCommand.response(0);
        self.writeTo(welcome.extFields());
        context.respond(welcome);
    }

    private void raftMessage(RequestContext context) throws IOException {
        NodeId sender = introduced.get(context.connection());
        RaftMessage message = RaftMessageCodec.decode(context.request().typedHeader());
        if (!message.from().equals(sender)) {
            LOG.warn("node={} dropped a message of {} from a connection of {}", self.node(), message.from(), sender);
            return;
        }
        // The replica keeps these bytes until they are written: a copy of their own, off the network's buffers.
        ByteBuffer body = ByteBuffer.allocate(context.request().body().readableBytes());
        context.request().body().readBytes(body);
        listener.received(message, 1 + sender.value().hashCode(), body.flip());
    }

    private void clientRequest(RequestContext context) throws Exception {
        if (introduced.containsKey(context.connection())) {
            forwarded.handle(context);
        } else {
            context.respond(REFUSED, "this port is for the group's own replicas; clients use the listenPort");
        }
    }

    void send(RaftMessage message, List<ByteBuffer> body) {
        PeerLink link = links.get(message.to());
        if (link != null) {
            RemotingCommand command =
                    RemotingCommand.oneway(PeerProtocol.RAFT_MESSAGE).typedHeader(RaftMessageCodec.encode(message));
            if (!body.isEmpty()) {
                command.body(Unpooled.wrappedBuffer(body.toArray(ByteBuffer[]::new)));
            }
            link.send(command);
        }
    }

    CompletableFuture<RemotingCommand> forward(
            NodeId leader, RemotingCommand request, InetSocketAddress clientAddress, Duration timeout) {
        PeerLink link = links.get(leader);
        Optional<Connection> connection = link == null ? Optional.empty() : link.connection();
        if (connection.isEmpty()) {
            return CompletableFuture.failedFuture(new RemotingException(
                    RemotingException.Reason.CONNECT_FAILED, "no connection to the leader " + leader));
        }
        RemotingCommand copy = RemotingCommand.request(request.code())
                .language(request.language())
                .version(request.version())
                .body(request.body().retainedDuplicate());
        request.extFields().forEach(copy::field);
        copy.field(
                PeerProtocol.CLIENT_FIELD, clientAddress.getAddress().getHostAddress() + ":" + clientAddress.getPort());
        return connection.get().invoke(copy, timeout);
    }

    @Override
    public void close() {
        links.values().forEach(PeerLink::close);
        server.close();
        client.close();
    }
}
