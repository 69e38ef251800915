package io.quorate.broker.cluster;

import io.quorate.broker.config.NameServerConfig;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.RegisterBrokerBody;
import io.quorate.protocol.body.TopicConfigs;
import io.quorate.protocol.header.BrokerHeader;
import io.quorate.protocol.header.BrokerHeartbeatHeader;
import io.quorate.protocol.header.RegisterBrokerHeader;
import io.quorate.remoting.RemotingClient;
import io.quorate.remoting.RemotingCommand;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps every NameServer informed about this node, each on its own over a lasting connection: a registration at the start,
 * at once when the {@link Standing} changes, and every so often; in between a sign of life. A NameServer that cannot be
 * reached is tried again for ever and holds up no other.
 *
 * <p>State is owned by the timer's thread: {@link #tick} must run there, everything else hops there.
 */
public final class NameServerRegistration {
    private static final Logger LOG = LoggerFactory.getLogger(NameServerRegistration.class);

    /** So long an answer waits at most for NameServers to hear of a topic, before one that is down is known to be. */
    static final long ANNOUNCE_MILLIS_MAX = 1000;

    private static final int WAITING_MAX = 10_000; // actions; over it one does not wait but runs at once

    /** Who this node is, for as long as it runs. */
    public record Identity(String cluster, String brokerName, String address, String peerAddress) {}

    private final NameServerConfig config;
    private final Identity identity;
    private final Supplier<Standing> standing;
    private final Supplier<TopicConfigs> topics;
    private final RemotingClient client;
    private final Executor timer;
    private final LongSupplier nowMillis;
    private final List<Link> links;
    private final Deque<Waiting> waiting = new ArrayDeque<>(); // timer only; oldest first
    private boolean leaving; // timer only

    /** What shall run when the topics of this version are known, or at the deadline. */
    private record Waiting(long topicVersion, long deadlineMillis, Runnable action) {}

    /** One NameServer. Timer only. */
    private static final class Link {
        final String address;
        Optional<Standing> registered = Optional.empty(); // what it knows of us
        long registeredMillis;
        long nextMillis; // nothing is sent before
        boolean busy; // at most one request is under way
        boolean failing;

        Link(String address) {
            this.address = address;
        }
    }

    /**
     * @param topics what to register; a new one with each change of the standing
     * @param timer single-threaded
     * @param nowMillis a clock that never goes back
     */
    public NameServerRegistration(
            NameServerConfig config,
            Identity identity,
            Supplier<Standing> standing,
            Supplier<TopicConfigs> topics,
            RemotingClient client,
            Executor timer,
            LongSupplier nowMillis) {
        this.config = config;
        this.identity = identity;
        this.standing = standing;
        this.topics = topics;
        this.client = client;
        this.timer = timer;
        this.nowMillis = nowMillis;
        this.links = config.addresses().stream().map(Link::new).toList();
        // A NameServer forgets us with the connection: register anew as soon as it can be reached.
        client.onConnectionClosed(address -> timer.execute(() -> forget(address)));
    }

    /** The standing may have changed. Any thread. */
    public void changed() {
        timer.execute(this::tick);
    }

    /**
     * Runs {@code action}, on the timer, once every NameServer that can be reached knows the topics as they are now. Who
     * has just made a topic looks for its route next, and a stock client that finds none looks again after 30 s only.
     * Any thread.
     */
    public void afterAnnouncing(Runnable action) {
        long topicVersion = standing.get().topicVersion();
        timer.execute(() -> {
            if (waiting.size() >= WAITING_MAX) {
                action.run();
                return;
            }
            waiting.add(new Waiting(topicVersion, nowMillis.getAsLong() + ANNOUNCE_MILLIS_MAX, action));
            tick();
        });
    }

    /** To be called every 100 ms or so, on the timer. */
    public void tick() {
        if (!leaving) {
            Standing now = standing.get();
            links.forEach(link -> tend(link, now));
        }
        runWaiting();
    }

    private void runWaiting() {
        long now = nowMillis.getAsLong();
        while (!waiting.isEmpty()
                && (leaving
                        || waiting.peek().deadlineMillis() <= now
                        || isAnnounced(waiting.peek().topicVersion()))) {
            waiting.remove().action().run();
        }
    }

    private boolean isAnnounced(long topicVersion) {
        return links.stream()
                .allMatch(link -> link.failing
                        || link.registered
                                .filter(known -> known.topicVersion() >= topicVersion)
                                .isPresent());
    }

    /**
     * Takes this node off all NameServers, for good. Any thread.
     *
     * @return completes when all have answered or the timeout has passed; never exceptionally
     */
    public CompletableFuture<Void> goodbye() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        timer.execute(() -> {
            leaving = true;
            Standing now = standing.get();
            CompletableFuture<?>[] answers = links.stream()
                    .map(link -> client.invoke(link.address, unregister(now), timeout())
                            .handle((answer, failure) -> null))
                    .toArray(CompletableFuture[]::new);
            var unused = CompletableFuture.allOf(answers).whenComplete((all, failure) -> done.complete(null));
        });
        return done;
    }

    private void tend(Link link, Standing now) {
        long millis = nowMillis.getAsLong();
        boolean changed = !link.registered.equals(Optional.of(now));
        // A change does not wait for the next sign of life; after a failure even a change waits for its turn.
        boolean early = millis < link.nextMillis && (!changed || link.failing);
        if (link.busy || early) {
            return;
        }
        if (!now.member()) {
            withdraw(link, now);
            return;
        }
        boolean due = changed || millis - link.registeredMillis >= config.registerPeriodMillis();
        link.busy = true;
        link.nextMillis = millis + config.heartbeatMillis();
        var unused = client.invoke(link.address, due ? register(now) : heartbeat(now), timeout())
                .whenCompleteAsync((answer, failure) -> settle(link, due ? now : null, answer, failure), timer);
    }

    /** A node that is no member, or no longer, leaves the route. */
    private void withdraw(Link link, Standing now) {
        if (link.registered.filter(Standing::member).isPresent()) {
            link.busy = true;
            link.nextMillis = nowMillis.getAsLong() + config.heartbeatMillis();
            var unused = client.invoke(link.address, unregister(now), timeout())
                    .whenCompleteAsync((answer, failure) -> settle(link, now, answer, failure), timer);
        }
    }

    private void settle(Link link, Standing told, RemotingCommand answer, Throwable failure) {
        link.busy = false;
        if (failure != null || answer.code() != ResponseCode.SUCCESS) {
            link.registered = Optional.empty();
            if (!link.failing) {
                link.failing = true;
                LOG.warn(
                        "nameServer={} does not know this node: {}; trying on",
                        link.address,
                        failure != null ? failure.getMessage() : answer.remark());
            }
            runWaiting();
            return;
        }
        if (link.failing) {
            link.failing = false;
            LOG.info("nameServer={} knows this node again", link.address);
        }
        if (told != null) {
            // A new topic is no event in the life of a node; a line for each would hide those that are.
            boolean moved = link.registered
                    .filter(known -> known.member() == told.member()
                            && known.brokerId() == told.brokerId()
                            && known.term() == told.term())
                    .isEmpty();
            LOG.atLevel(moved ? Level.INFO : Level.DEBUG)
                    .log(
                            "nameServer={} {} brokerId={} term={} topicVersion={}",
                            link.address,
                            told.member() ? "registered" : "left, being no member of the group:",
                            told.brokerId(),
                            told.term(),
                            told.topicVersion());
            link.registered = Optional.of(told);
            link.registeredMillis = nowMillis.getAsLong();
            tick(); // what changed while this was under way does not wait
        }
    }

    private void forget(String address) {
        for (Link link : links) {
            if (link.address.equals(address)) {
                link.registered = Optional.empty();
            }
        }
    }

    private RemotingCommand register(Standing now) {
        RemotingCommand request = RemotingCommand.request(RequestCode.REGISTER_BROKER);
        new RegisterBrokerHeader(
                        identity.cluster(),
                        identity.brokerName(),
                        identity.address(),
                        now.brokerId(),
                        identity.peerAddress(),
                        config.expiryMillis(),
                        Optional.of(false),
                        false,
                        0)
                .encode(request.extFields());
        return request.body(RegisterBrokerBody.of(topics.get()).encode());
    }

    private RemotingCommand heartbeat(Standing now) {
        RemotingCommand request = RemotingCommand.request(RequestCode.BROKER_HEARTBEAT);
        new BrokerHeartbeatHeader(
                        identity.cluster(),
                        identity.brokerName(),
                        identity.address(),
                        now.brokerId(),
                        now.term(),
                        0,
                        0,
                        config.expiryMillis())
                .encode(request.extFields());
        return request;
    }

    private RemotingCommand unregister(Standing now) {
        RemotingCommand request = RemotingCommand.request(RequestCode.UNREGISTER_BROKER);
        new BrokerHeader(identity.cluster(), identity.brokerName(), identity.address(), now.brokerId())
                .encode(request.extFields());
        return request;
    }

    private Duration timeout() {
        return Duration.ofMillis(config.timeoutMillis());
    }
}
