package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import io.quorate.remoting.Connection;
import io.quorate.remoting.IoLoops;
import io.quorate.remoting.RemotingClient;
import io.quorate.remoting.RemotingCommand;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection this replica keeps to one peer: made again whenever it breaks, used only after hello agreed. Callbacks run
 * on I/O loops; sending is safe from any thread.
 */
final class PeerLink {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);
    private static final Duration HELLO_TIMEOUT = Duration.ofSeconds(2);
    /** Well below the time after which either side closes an idle connection. */
    private static final int PING_SECONDS = 20;

    private static final int RETRY_MILLIS_MIN = 50;
    private static final int RETRY_MILLIS_MAX = 500;

    private final PeerGreeting self;
    private final NodeId peer;
    private final String address;
    private final RemotingClient client;
    private final IoLoops loops;
    private final PeerNetwork.Listener listener;
    private volatile Connection open; // null while there is none that said hello
    private volatile boolean closed;
    private int retryMillis = RETRY_MILLIS_MIN;
    private String lastTrouble = "";

    PeerLink(
            PeerGreeting self,
            NodeId peer,
            String address,
            RemotingClient client,
            IoLoops loops,
            PeerNetwork.Listener listener) {
        this.self = self;
        this.peer = peer;
        this.address = address;
        this.client = client;
        this.loops = loops;
        this.listener = listener;
    }

    String address() {
        return address;
    }

    Optional<Connection> connection() {
        return Optional.ofNullable(open);
    }

    /** Sends, or drops when there is no connection: Raft repeats what matters. */
    void send(RemotingCommand command) {
        Connection connection = open;
        if (connection == null) {
            command.body().release();
        } else {
            var unused = connection.invokeOneway(command).whenComplete((done, dropped) -> {
                if (dropped != null) {
                    // The next heartbeat's prevIndex shows the gap, and the leader begins again before it.
                    LOG.debug("to={} dropped: {}", peer, dropped.getMessage());
                }
            });
        }
    }

    void connect() {
        if (closed) {
            return;
        }
        var unused = client.connect(address).whenComplete((connection, failure) -> {
            if (failure == null) {
                hello(connection);
            } else {
                trouble(failure.getMessage(), true);
            }
        });
    }

    private void hello(Connection connection) {
        long ticket = listener.ticket();
        RemotingCommand hello = RemotingCommand.request(PeerProtocol.HELLO);
        self.writeTo(hello.extFields());
        var unused = connection.invoke(hello, HELLO_TIMEOUT).whenComplete((answer, failure) -> {
            if (failure != null) {
                giveUp(connection, failure.getMessage());
            } else if (answer.code() != 0) {
                giveUp(connection, "refused us: " + answer.remark());
            } else {
                check(connection, answer, ticket);
            }
        });
    }

    /** Says hello again: this replica, or perhaps the peer, has something new to say of itself. */
    void introduceAgain() {
        connection().ifPresent(this::hello);
    }

    private void check(Connection connection, RemotingCommand answer, long ticket) {
        Optional<String> objection = self.objectionTo(answer.extFields());
        Optional<NodeId> node = PeerIdentity.nodeOf(answer.extFields());
        if (objection.isPresent()) {
            giveUp(connection, objection.get());
        } else if (!node.equals(Optional.of(peer))) {
            // A re-used address must not be taken for the replica that was there before.
            giveUp(connection, "is node " + node.map(NodeId::value).orElse("?") + ", not " + peer);
        } else {
            if (open != connection) {
                opened(connection);
            }
            listener.answered(self.read(answer.extFields()), ticket);
        }
    }

    private void giveUp(Connection connection, String why) {
        boolean wasOpen = open == connection; // then its closing starts the next try
        connection.close();
        trouble(why, !wasOpen);
    }

    private void opened(Connection connection) {
        retryMillis = RETRY_MILLIS_MIN;
        lastTrouble = "";
        open = connection;
        pingLater(connection);
        LOG.info("node={} peer={} address={} connected", self.node(), peer, address);
        connection.onClose(() -> {
            open = null;
            if (!closed) {
                LOG.info("node={} peer={} address={} connection lost", self.node(), peer, address);
                listener.lost(peer);
                retryLater();
            }
        });
    }

    private void pingLater(Connection connection) {
        schedule(
                () -> {
                    if (open == connection) {
                        send(RemotingCommand.oneway(PeerProtocol.PING));
                        pingLater(connection);
                    }
                },
                TimeUnit.SECONDS.toMillis(PING_SECONDS));
    }

    private void trouble(String what, boolean retry) {
        if (!closed && !what.equals(lastTrouble)) {
            LOG.info("node={} peer={} address={} not connected, trying on: {}", self.node(), peer, address, what);
            lastTrouble = what;
        }
        if (retry) {
            retryLater();
        }
    }

    private void retryLater() {
        if (closed) {
            return;
        }
        int delay = retryMillis;
        retryMillis = Math.min(2 * retryMillis, RETRY_MILLIS_MAX);
        schedule(this::connect, delay);
    }

    private void schedule(Runnable action, long delayMillis) {
        try {
            var unused = loops.group().schedule(action, delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("peer={} left alone: the I/O loops are shut down", peer);
        }
    }

    void close() {
        closed = true;
        connection().ifPresent(Connection::close);
    }
}
