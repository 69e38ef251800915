package io.quorate.raft.runtime;

import io.netty.buffer.Unpooled;
import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.membership.Introduction;
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

        /** To be taken before a peer is asked who it is. */
        long ticket();

        /** A peer answered our introduction, made after this ticket was taken. */
        void answered(Introduction peer, long ticket);

        /** A peer introduced itself. */
        void introduced(Introduction peer);
    }

    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(2);

    /**
     * What a cut held back, TCP repeats at ever longer intervals, up to two minutes: healed, such a connection would stay mute for as
     * long again as the cut lasted, and two followers elect nobody meanwhile. A new one speaks at once.
     */
    private static final int UNCONFIRMED_MILLIS_MAX = 5_000;

    /** Links to peers that are no members, as far as we know; beyond it they get no answers. */
    private static final int GUESTS_MAX = 16;

    private final PeerGreeting self;
    private final Listener listener;
    private final RequestHandler forwarded;
    private final IoLoops loops;
    private final RemotingClient client;
    private final RemotingServer server;
    private final Map<NodeId, PeerLink> links = new ConcurrentHashMap<>();
    private final Map<Connection, Introduction> introduced = new ConcurrentHashMap<>();
    private Map<NodeId, String> wanted =
            Map.of(); // guarded by this: whom to keep links to, whether they introduce themselves
    private boolean started; // guarded by this

    /**
     * @param port of this replica
     * @param forwarded serves client requests that a follower sent on
     */
    PeerNetwork(
            PeerGreeting self,
            String bindAddress,
            int port,
            IoLoops loops,
            Listener listener,
            RequestHandler forwarded) {
        this.self = self;
        this.listener = listener;
        this.forwarded = forwarded;
        this.loops = loops;
        this.client = new RemotingClient(
                RemotingClientConfig.defaults()
                        .withHeaderType(HeaderType.PROTOSTUFF)
                        .withUnconfirmedMillisMax(UNCONFIRMED_MILLIS_MAX),
                loops,
                HandlerTable.builder().build());
        this.server = new RemotingServer(RemotingServerConfig.forPeers(bindAddress, port), loops, handlers());
    }

    synchronized void start() throws IOException {
        server.start();
        started = true;
        links.values().forEach(PeerLink::connect);
    }

    /**
     * Keeps links to these from now on. Others are closed, except those to peers that have introduced themselves: a replica
     * of a newer membership than ours may lead us, and wants an answer.
     *
     * @param addresses "host:port" of peer ports
     */
    synchronized void follow(Map<NodeId, String> addresses) {
        wanted = Map.copyOf(addresses);
        links.forEach((peer, link) -> {
            boolean moved = addresses.containsKey(peer) && !addresses.get(peer).equals(link.address());
            if (moved || (!addresses.containsKey(peer) && !isHere(peer))) {
                unlink(peer);
            }
        });
        addresses.forEach(this::link);
    }

    private boolean isHere(NodeId peer) {
        return introduced.values().stream().anyMatch(each -> each.node().equals(peer));
    }

    private synchronized void link(NodeId peer, String address) {
        if (peer.equals(self.node()) || links.containsKey(peer)) {
            return;
        }
        PeerLink link = new PeerLink(self, peer, address, client, loops, listener);
        links.put(peer, link);
        if (started) {
            link.connect();
        }
    }

    private void unlink(NodeId peer) {
        PeerLink link = links.remove(peer);
        if (link != null) {
            link.close();
        }
    }

    /** This replica has something new to say of itself, or wants to hear what the others have. */
    void introduceAgain() {
        links.values().forEach(PeerLink::introduceAgain);
    }

    /** Asks whoever listens at an address who he is. Fails with a sentence for the operator if nobody answers as one of us. */
    CompletableFuture<Introduction> ask(String address) {
        RemotingCommand hello = RemotingCommand.request(PeerProtocol.HELLO);
        self.writeTo(hello.extFields());
        return client.invoke(address, hello, ASK_TIMEOUT).thenApply(answer -> {
            Optional<String> objection = answer.code() == 0
                    ? self.objectionTo(answer.extFields())
                    : Optional.of("it refused us: " + answer.remark());
            if (objection.isPresent()) {
                throw new IllegalArgumentException("the node at " + address + ": " + objection.get());
            }
            return self.read(answer.extFields());
        });
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
        if (objection.isPresent()) {
            LOG.warn(
                    "node={} refused a peer at {}: {}",
                    self.node(),
                    context.connection().remoteAddress(),
                    objection.get());
            context.respond(REFUSED, objection.get());
            return;
        }
        Introduction peer = self.read(context.request().extFields());
        Connection connection = context.connection();
        if (introduced.put(connection, peer) == null) {
            connection.onClose(() -> gone(connection, peer.node()));
        }
        if (links.size() < GUESTS_MAX) {
            link(peer.node(), peer.address());
        }
        listener.introduced(peer);
        RemotingCommand welcome = RemotingCommand.response(0);
        self.writeTo(welcome.extFields());
        context.respond(welcome);
    }

    private void gone(Connection connection, NodeId peer) {
        introduced.remove(connection);
        unlinkGuest(peer);
        listener.lost(peer);
    }

    private synchronized void unlinkGuest(NodeId peer) {
        if (!wanted.containsKey(peer) && !isHere(peer)) {
            unlink(peer);
        }
    }

    private void raftMessage(RequestContext context) throws IOException {
        Introduction sender = introduced.get(context.connection());
        RaftMessage message = RaftMessageCodec.decode(context.request().typedHeader());
        if (sender == null || !message.from().equals(sender.node())) {
            LOG.warn("node={} dropped a message of {} from a connection of {}", self.node(), message.from(), sender);
            return;
        }
        // The replica keeps these bytes until they are written: a copy of their own, off the network's buffers.
        ByteBuffer body = ByteBuffer.allocate(context.request().body().readableBytes());
        context.request().body().readBytes(body);
        listener.received(message, sender.storageId(), body.flip());
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
