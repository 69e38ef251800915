package io.quorate.broker;

import io.quorate.broker.cluster.ClientCalls;
import io.quorate.broker.cluster.ClientRegistry;
import io.quorate.broker.cluster.MembershipNotifier;
import io.quorate.broker.cluster.NameServerRegistration;
import io.quorate.broker.cluster.Standing;
import io.quorate.broker.cluster.TopicRoutes;
import io.quorate.broker.config.BrokerConfig;
import io.quorate.broker.config.LiveConfig;
import io.quorate.broker.config.PopConfig;
import io.quorate.broker.lock.QueueLocks;
import io.quorate.broker.pop.PopLimits;
import io.quorate.broker.pop.PopService;
import io.quorate.broker.read.MessageLookup;
import io.quorate.broker.read.OffsetQueries;
import io.quorate.broker.read.ParkedPulls;
import io.quorate.broker.read.PullService;
import io.quorate.broker.read.ReadPlacement;
import io.quorate.broker.request.ForeignUse;
import io.quorate.broker.request.ForwardedRequests;
import io.quorate.broker.request.LeaderGate;
import io.quorate.broker.request.LogWrites;
import io.quorate.broker.request.ReadGate;
import io.quorate.broker.request.RequestHandlers;
import io.quorate.broker.request.Traffic;
import io.quorate.broker.reset.OffsetResets;
import io.quorate.broker.retention.FileStoreSpace;
import io.quorate.broker.retention.LogRetention;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.Command;
import io.quorate.broker.state.Defaults;
import io.quorate.broker.state.LoggedSegments;
import io.quorate.broker.state.OffsetCommitBatcher;
import io.quorate.broker.state.OffsetReset;
import io.quorate.broker.state.RecordEncoder;
import io.quorate.broker.stats.MessageStats;
import io.quorate.broker.timer.LogClock;
import io.quorate.broker.timer.Timers;
import io.quorate.broker.transaction.Transactions;
import io.quorate.commitlog.disk.FileDisk;
import io.quorate.commitlog.index.IndexPlace;
import io.quorate.protocol.Names;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.DataVersion;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.body.TopicConfigs;
import io.quorate.protocol.message.UniqueKeyGenerator;
import io.quorate.raft.Role;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.remoting.ConnectionLimits;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.IoLoops;
import io.quorate.remoting.RemotingClient;
import io.quorate.remoting.RemotingClientConfig;
import io.quorate.remoting.RemotingServer;
import io.quorate.remoting.RemotingServerConfig;
import io.quorate.remoting.RequestContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One broker: everything wired together, started and stopped in order. {@link #start} and {@link #close} by one thread;
 * {@link Departure} is the graceful way out before close.
 */
public final class Broker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

    private static final int OFFSET_FLUSH_MILLIS = 5; // adds to an offset commit's latency, saves entries of the log
    private static final int TICK_MILLIS = 100;
    private static final int SAMPLE_MILLIS = 1000;
    private static final int STATS_SAMPLE_MILLIS = 10_000;
    private static final int EXPIRY_SCAN_MILLIS = 10_000;
    private static final int DISK_LOOK_MILLIS = 1000; // the log may grow by some hundred MB meanwhile
    private static final int RETENTION_LOOK_MILLIS = 10_000;
    private static final int TRANSACTION_LOOK_MILLIS = 1000;
    private static final int OFFSET_COMMITS_PENDING_MAX = 100_000; // over it they are refused; some 10 MB
    private static final int GOODBYE_MILLIS_MAX = 3000;

    private static final int SEARCHES_WAITING_MAX = 1000;

    /** Of answers one client has not read; above it nothing more is read of it. All clients' come out of one memory. */
    private static final int CLIENT_UNREAD_BYTES_MAX = 4 << 20;

    private static final Clock LOCAL_CLOCK = Clock.system(ZoneId.systemDefault());

    private final BrokerConfig config;
    private final LiveConfig liveConfig;
    private final String version;
    private final IoLoops loops = new IoLoops("broker-io");
    private final BrokerTimer timer = new BrokerTimer();
    private final SlowWork slowWork = new SlowWork(SEARCHES_WAITING_MAX);
    private final BrokerState state;
    private final ReplicaProcess replica;
    private final ClientRegistry clients;
    private final ClientCalls calls;
    private final ParkedPulls pulls;
    private final LeaderGate gate;
    private final ReadGate reads;
    private final ReadGate slowReads;
    private final LogWrites writes;
    private final OffsetCommitBatcher offsetCommits;
    private final LogRetention retention;
    private final ReadPlacement placement;
    private final OffsetResets resets;
    private final Transactions transactions;
    private final Timers timers;
    private final PopService pops;
    private final Traffic traffic = new Traffic();
    private final MessageStats stats;
    private final ForeignUse foreignUse = new ForeignUse(Broker::nowMillis);
    private final RemotingClient nameServers;
    private final NameServerRegistration registration;
    private final RemotingServer server;
    private final Optional<RemotingServer> vipServer;
    private volatile boolean leaving;
    private volatile long ledUntilMillis = Long.MIN_VALUE / 2; // last time this node was seen leading

    /**
     * Opens the log and wires everything; nothing listens yet.
     *
     * @param configured what was changed at run time before holds over it
     * @param version of this software, for people
     * @param whenFatal hears, once, why this node cannot go on; the process should end
     */
    public Broker(BrokerConfig configured, ReplicaProcess.Opener opener, String version, Consumer<Throwable> whenFatal)
            throws IOException, StorageFailure {
        this.liveConfig = LiveConfig.open(configured);
        this.config = liveConfig.current();
        this.stats = new MessageStats(config.group().cluster(), Broker::nowMillis);
        this.version = version;
        var group = config.group();
        state = new BrokerState(
                new Defaults(group.cluster(), group.group(), config.delivery().defaultQueueCount()),
                new IndexPlace(
                        new FileDisk(),
                        config.store().logDir(),
                        group.segmentBytes(),
                        slowWork.sealer(),
                        new LoggedSegments(this::slice)));
        AtomicReference<ForwardedRequests> forwarded = new AtomicReference<>();
        replica = opener.open(config, state, context -> forward(forwarded.get(), context), whenFatal);
        clients = new ClientRegistry(new MembershipNotifier(this::wantsNotices));
        PullService pullService = new PullService(
                state::queues, replica.log(), () -> replica.view().serving());
        calls = new ClientCalls(clients);
        pulls = new ParkedPulls(
                pullService::pull,
                loops.group(),
                Broker::nowMillis,
                config.limits().parkedPullsMax());
        state.addArrivalListener(pulls);
        gate = new LeaderGate(replica, config.limits(), timer, Broker::nowMillis);
        reads = new ReadGate(replica, gate, config.limits(), loops.group(), Broker::nowMillis);
        slowReads = new ReadGate(replica, gate, config.limits(), slowWork.searches(), Broker::nowMillis);
        writes = new LogWrites(
                replica, config.limits(), replica.proposalBytesMax(), this::afterAnnouncing, Broker::nowMillis);
        offsetCommits = new OffsetCommitBatcher(
                state::offsets,
                replica::propose,
                state.offsetAssigner(),
                this::flushOffsetsSoon,
                OFFSET_COMMITS_PENDING_MAX);
        retention = new LogRetention(
                config.node(),
                liveConfig::retention,
                config.store().rootDir().toString(),
                replica,
                replica.retained(),
                state,
                new FileStoreSpace(config.store().logDir(), config.store().rootDir()),
                LOCAL_CLOCK,
                Broker::nowMillis);
        retention.space().tick();
        placement = placement();
        resets = new OffsetResets(state, () -> replica.view().serving(), replica::propose, Broker::nowMillis);
        state.addLeaderDuty(resets);
        state.addCommandListener(this::wakeReset);
        MessageLookup lookup = new MessageLookup(state, replica.log());
        LogClock clock = new LogClock(state, replica::logMillis);
        transactions = Transactions.of(liveConfig, state, replica, lookup, calls, slowWork.transactions(), clock);
        timers = new Timers(
                config.timers(),
                state,
                replica.log(),
                slowWork.dueMessages(),
                replica::propose,
                replica.proposalBytesMax(),
                clock);
        pops = pops();
        nameServers = new RemotingClient(
                RemotingClientConfig.defaults(), loops, HandlerTable.builder().build());
        HandlerTable handlers = handlers(lookup);
        forwarded.set(new ForwardedRequests(
                handlers, config.network().advertisedAddress(), loops.group().next()));
        registration = registration();
        server = server(config.network().listenPort(), handlers);
        vipServer = config.network().vipPortEnabled()
                ? Optional.of(server(config.network().vipPort(), handlers))
                : Optional.empty();
    }

    /** The log is opened after the state that asks for its bytes was made, and before it does. */
    private ByteBuffer slice(long position, int lengthBytes) {
        return replica.log().slice(position, lengthBytes);
    }

    private PopService pops() {
        PopConfig limits = config.pops();
        PopService service = new PopService(
                new PopService.Parts(
                        state,
                        replica.log(),
                        replica::propose,
                        () -> replica.view().serving(),
                        loops.group(),
                        timers.clock(),
                        Broker::nowMillis),
                new PopLimits(limits.pollsPerQueueMax(), limits.pollsMax(), limits.inHandPerQueueMax()));
        state.addArrivalListener(service);
        state.addCommandListener(service);
        return service;
    }

    private HandlerTable handlers(MessageLookup lookup) throws IOException {
        InetSocketAddress storeHost = new InetSocketAddress(
                InetAddress.getByName(config.network().advertisedHost()),
                config.network().listenPort());
        UniqueKeyGenerator uniqueKeys = new UniqueKeyGenerator(
                storeHost.getAddress(), ProcessHandle.current().pid(), System.identityHashCode(this), LOCAL_CLOCK);
        RecordEncoder encoder = new RecordEncoder(
                new RecordEncoder.Settings(
                        config.group().cluster(),
                        config.delivery().regionId(),
                        () -> liveConfig.delivery().traceOn(),
                        storeHost,
                        liveConfig::messageBytesMax),
                uniqueKeys::next);
        return RequestHandlers.table(new RequestHandlers.Parts(
                config,
                liveConfig,
                replica,
                state,
                pulls,
                new OffsetQueries(state),
                lookup,
                offsetCommits,
                encoder,
                clients,
                calls,
                gate,
                reads,
                slowReads,
                writes,
                traffic,
                stats,
                foreignUse,
                new QueueLocks(state, config.consume().lockLifeMillis(), timers.clock()),
                resets,
                placement,
                retention,
                slowWork.searches(),
                loops.group(),
                transactions.ends(),
                timers,
                pops,
                new TopicRoutes(config.nameServers(), nameServers),
                storeHost,
                version,
                Broker::nowMillis));
    }

    private ReadPlacement placement() {
        return new ReadPlacement(
                config.consume().followers(),
                config.consume().inMemoryBytes(),
                config.followerBrokerId(),
                state,
                replica::view);
    }

    /** Consumers waiting for messages where they were come again, and hear where to go on. */
    private void wakeReset(Command command) {
        if (command instanceof OffsetReset reset) {
            reset.items().forEach(item -> pulls.answerQueue(item.topic(), item.queueId()));
        }
    }

    private void lookAtFollowers() {
        if (placement.wantsViews()) {
            var unused = replica.describe().thenAccept(placement::observe);
        }
    }

    private void flushOffsetsSoon() {
        timer.after(OFFSET_FLUSH_MILLIS, offsetCommits::flush);
    }

    private void afterAnnouncing(Runnable action) {
        registration.afterAnnouncing(action);
    }

    private NameServerRegistration registration() {
        return new NameServerRegistration(
                config.nameServers(),
                new NameServerRegistration.Identity(
                        config.group().cluster(),
                        config.group().group(),
                        config.network().advertisedAddress(),
                        config.peer(config.node()).address()),
                this::standing,
                this::topics,
                nameServers,
                timer,
                Broker::nowMillis);
    }

    private RemotingServer server(int port, HandlerTable handlers) {
        ConnectionLimits limits = ConnectionLimits.defaults()
                .withIdleCloseSeconds(config.network().idleSecondsMax())
                .withWriteHighWaterBytes(CLIENT_UNREAD_BYTES_MAX);
        return new RemotingServer(
                RemotingServerConfig.forClients(config.network().bindAddress(), port)
                        .withLimits(limits),
                loops,
                handlers);
    }

    private static void forward(ForwardedRequests requests, RequestContext context) {
        if (requests == null) {
            context.respond(ResponseCode.SERVICE_NOT_AVAILABLE, "this node is starting, try again");
        } else {
            requests.handle(context);
        }
    }

    /** Takes part in the group, then opens the ports, then tells the NameServers. */
    public void start() throws IOException, StorageFailure {
        replica.addListener(this::viewChanged);
        replica.addListener(gate);
        replica.addListener(slowReads);
        replica.addListener(reads); // after the gate, which tells it whether there is a leader to wait for
        timer.every(TICK_MILLIS, this::tick);
        timer.every(
                SAMPLE_MILLIS, () -> traffic.sample(LocalDate.now(LOCAL_CLOCK).toEpochDay()));
        timer.every(STATS_SAMPLE_MILLIS, stats::sample);
        timer.every(SAMPLE_MILLIS, this::lookAtFollowers);
        timer.every(TRANSACTION_LOOK_MILLIS, transactions.checks()::tick);
        timer.every(DISK_LOOK_MILLIS, retention::lookAtSpace);
        timer.every(RETENTION_LOOK_MILLIS, retention::look);
        timer.every(EXPIRY_SCAN_MILLIS, () -> clients.expire(nowMillis()));
        replica.start();
        server.start();
        startVip();
        registration.changed();
    }

    private void startVip() {
        vipServer.ifPresent(vip -> {
            try {
                vip.start();
            } catch (IOException e) {
                LOG.warn("running without the VIP port: {}", e.getMessage());
            }
        });
    }

    private void tick() {
        if (replica.view().role() == Role.LEADER) {
            ledUntilMillis = nowMillis();
        }
        gate.tick();
        reads.tick();
        slowReads.tick();
        writes.tick();
        pulls.tick();
        pops.tick();
        registration.tick();
    }

    private void viewChanged(ReplicaView view) {
        if (view.role() == Role.LEADER) {
            ledUntilMillis = nowMillis();
        }
        registration.changed();
        // Clients must not wait out their time at a node that may hear of nothing new.
        timer.execute(pulls::answerAll);
        timer.execute(pops::lookAgain);
    }

    private boolean wantsNotices(String consumerGroup) {
        return liveConfig.delivery().notifyConsumers()
                && state.consumerGroups()
                        .find(consumerGroup)
                        .map(group -> group.notifyConsumerIdsChangedEnable())
                        .orElse(true);
    }

    private Standing standing() {
        ReplicaView view = replica.view();
        // A leaving node still forwards, but must not be taken for the leader any more.
        long brokerId = view.serving() && !leaving ? 0 : config.followerBrokerId();
        return new Standing(view.member(), brokerId, view.term(), topicVersion());
    }

    /** Of what this node registers: a template that is shown from some time on is one topic more. */
    private long topicVersion() {
        return state.topics().version().counter() + (liveConfig.isTemplateShown() ? 1 : 0);
    }

    private TopicConfigs topics() {
        DataVersion version =
                new DataVersion(replica.view().term(), state.topics().version().timestampMillis(), topicVersion());
        Map<String, TopicConfig> topics = new TreeMap<>();
        state.topics().all().forEach(topic -> topics.put(topic.topicName(), topic));
        if (!liveConfig.isTemplateShown() && state.topics().isDefault(Names.TEMPLATE_TOPIC)) {
            topics.remove(Names.TEMPLATE_TOPIC);
        }
        return new TopicConfigs(version, topics);
    }

    BrokerConfig config() {
        return config;
    }

    ReplicaProcess replica() {
        return replica;
    }

    /** The port clients use, also when any was asked for. Known once started. */
    public int port() {
        return server.port();
    }

    /** Milliseconds since this node last led. */
    long sinceLedMillis() {
        return nowMillis() - ledUntilMillis;
    }

    /** Whether there are clients that look for a new leader only every now and then. */
    boolean hasForeignClients(long withinMillis) {
        return clients.hasForeignClients() || foreignUse.within(withinMillis);
    }

    /** From now on this node registers as a follower, whatever the group thinks. */
    void leave() {
        leaving = true;
        registration.changed();
    }

    /** Leaves the NameServers, closes the ports, stops the replica. What was acknowledged is on disk already. */
    @Override
    public void close() throws StorageFailure {
        leaving = true;
        try {
            registration.goodbye().get(GOODBYE_MILLIS_MAX, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("left without every NameServer's answer: they will notice by themselves");
        }
        vipServer.ifPresent(RemotingServer::close);
        server.close();
        nameServers.close();
        try {
            replica.close();
        } finally {
            timer.close();
            slowWork.close();
            state.messages().close();
            loops.close();
        }
    }

    /** Never goes back. */
    static long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
