package io.quorate.broker.request;

import io.quorate.broker.cluster.ClientCalls;
import io.quorate.broker.cluster.ClientRegistry;
import io.quorate.broker.cluster.TopicRoutes;
import io.quorate.broker.config.BrokerConfig;
import io.quorate.broker.config.LiveConfig;
import io.quorate.broker.filter.MessageFilters;
import io.quorate.broker.lock.QueueLocks;
import io.quorate.broker.pop.PopService;
import io.quorate.broker.read.KeyQueries;
import io.quorate.broker.read.MessageLookup;
import io.quorate.broker.read.OffsetQueries;
import io.quorate.broker.read.ParkedPulls;
import io.quorate.broker.read.ReadPlacement;
import io.quorate.broker.reset.OffsetResets;
import io.quorate.broker.retention.LogRetention;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.OffsetCommitBatcher;
import io.quorate.broker.state.RecordEncoder;
import io.quorate.broker.stats.MessageStats;
import io.quorate.broker.timer.Timers;
import io.quorate.broker.transaction.TransactionEnds;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.raft.runtime.ReplicaHandle;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.RequestException;
import io.quorate.remoting.RequestHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** Which handler serves which request, in one place. */
public final class RequestHandlers {
    /**
     * What the handlers work with.
     *
     * @param config what cannot change at run time is read from here, the rest from {@code liveConfig}
     * @param slowReads like reads, for those that may look through all of the log's indexes
     * @param diskWork may wait for the disk
     * @param workers run what a request has left to do once the log has answered: not the replica loop
     * @param storeHost address under which clients reach this broker: part of message ids
     * @param version of this software
     * @param nowMillis a clock that never goes back
     */
    public record Parts(
            BrokerConfig config,
            LiveConfig liveConfig,
            ReplicaHandle replica,
            BrokerState state,
            ParkedPulls pulls,
            OffsetQueries queries,
            MessageLookup lookup,
            OffsetCommitBatcher offsetCommits,
            RecordEncoder encoder,
            ClientRegistry clients,
            ClientCalls calls,
            LeaderGate gate,
            ReadGate reads,
            ReadGate slowReads,
            LogWrites writes,
            Traffic traffic,
            MessageStats stats,
            ForeignUse foreignUse,
            QueueLocks locks,
            OffsetResets resets,
            ReadPlacement placement,
            LogRetention retention,
            Executor diskWork,
            Executor workers,
            TransactionEnds transactionEnds,
            Timers timers,
            PopService pops,
            TopicRoutes routes,
            InetSocketAddress storeHost,
            String version,
            LongSupplier nowMillis) {}

    private final Parts parts;
    private final HandlerTable.Builder table = HandlerTable.builder();
    private final GroupCreation creation;
    private final Changes changes;
    private final OffsetCommits commits;
    private final MessageFilters filters;

    private RequestHandlers(Parts parts) {
        this.parts = parts;
        this.creation = new GroupCreation(parts.state(), parts.liveConfig()::delivery, parts.replica());
        this.filters = new MessageFilters(parts.config().consume().propertyFilter());
        this.changes = new Changes(parts.state(), parts.writes());
        this.commits =
                new OffsetCommits(parts.state(), parts.replica(), parts.offsetCommits(), parts.writes(), parts.reads());
    }

    /** All a broker serves; every other code gets REQUEST_CODE_NOT_SUPPORTED. */
    public static HandlerTable table(Parts parts) {
        RequestHandlers handlers = new RequestHandlers(parts);
        handlers.addMessages();
        handlers.addTimers();
        handlers.addPops();
        handlers.addOffsets();
        handlers.addResets();
        handlers.addClients();
        handlers.addLocks();
        handlers.addCallsToClients();
        handlers.addTransactions();
        handlers.addTopics();
        handlers.addGroups();
        handlers.addConsumption();
        handlers.addNode();
        return handlers.table.build();
    }

    private void addMessages() {
        LiveConfig live = parts.liveConfig();
        SendMessageHandler send = new SendMessageHandler(
                sendChecks(),
                parts.encoder(),
                parts.state(),
                parts.writes(),
                parts.traffic(),
                parts.stats(),
                traits(),
                parts.nowMillis());
        RequestHandler sends = parts.foreignUse().watch(leader(withSpace(send)));
        on(RequestCode.SEND_MESSAGE, sends);
        on(RequestCode.SEND_MESSAGE_V2, sends);
        on(RequestCode.SEND_BATCH_MESSAGE, sends);
        PullMessageHandler pull = new PullMessageHandler(
                new PullChecks(parts.state(), parts.clients(), creation, filters),
                parts.pulls(),
                commits,
                parts.resets(),
                parts.queries(),
                parts.placement(),
                () -> live.delivery().longPolling(),
                parts.traffic(),
                parts.stats(),
                parts.workers(),
                parts.nowMillis());
        RequestHandler pulls = parts.foreignUse().watch(pull);
        on(RequestCode.PULL_MESSAGE, pulls);
        on(RequestCode.LITE_PULL_MESSAGE, pulls);
        on(RequestCode.VIEW_MESSAGE_BY_ID, new ViewMessageHandler(parts.lookup(), parts.reads()));
        on(
                RequestCode.QUERY_MESSAGE,
                parts.slowReads()
                        .guard(new QueryMessageHandler(new KeyQueries(parts.state(), parts.lookup()), parts.state())));
    }

    private void addTimers() {
        SendBackHandler sendBack = new SendBackHandler(
                parts.state(),
                parts.lookup(),
                parts.timers().delays(),
                parts.writes(),
                parts.stats(),
                parts.storeHost());
        on(RequestCode.CONSUMER_SEND_MSG_BACK, leader(withSpace(sendBack)));
        RecallHandler recall = new RecallHandler(parts.state(), parts.config(), parts.writes(), parts.timers());
        on(RequestCode.RECALL_MESSAGE, leader(recall));
    }

    private void addPops() {
        PopChecks checks = new PopChecks(parts.state(), creation, filters);
        PopMessageHandler pops = new PopMessageHandler(checks, parts.pops(), parts.traffic(), parts.stats());
        on(RequestCode.POP_MESSAGE, parts.foreignUse().watch(leader(pops::pop)));
        on(RequestCode.PEEK_MESSAGE, leader(pops::peek));
        on(RequestCode.NOTIFICATION, leader(pops::await));
        on(RequestCode.POLLING_INFO, leader(pops::waiting));
        PopAckHandler acks = new PopAckHandler(parts.state(), checks, changes);
        on(RequestCode.ACK_MESSAGE, leader(acks::acknowledge));
        on(RequestCode.BATCH_ACK_MESSAGE, leader(acks::acknowledgeBatch));
        on(RequestCode.CHANGE_MESSAGE_INVISIBLETIME, leader(acks::changeInvisible));
        AssignmentHandler assignments = new AssignmentHandler(
                parts.state(),
                parts.clients(),
                parts.routes(),
                parts.config().pops(),
                parts.config().group().group());
        on(RequestCode.QUERY_ASSIGNMENT, assignments::handle);
        RequestModeHandler modes = new RequestModeHandler(parts.state(), creation, changes);
        on(RequestCode.SET_MESSAGE_REQUEST_MODE, leader(modes::set));
        on(RequestCode.GET_ALL_MESSAGE_REQUEST_MODE, current(modes::all));
    }

    private void addOffsets() {
        ConsumerOffsetHandler offsets = new ConsumerOffsetHandler(parts.state(), parts.queries(), commits, creation);
        on(RequestCode.QUERY_CONSUMER_OFFSET, leader(offsets::query));
        on(RequestCode.UPDATE_CONSUMER_OFFSET, leader(offsets::update));
        on(RequestCode.GET_MAX_OFFSET, current(offsets::max));
        on(RequestCode.SEARCH_OFFSET_BY_TIMESTAMP, current(offsets::search));
        on(RequestCode.GET_MIN_OFFSET, current(offsets::min));
        on(RequestCode.GET_EARLIEST_MSG_STORETIME, current(offsets::earliestStoreTime));
    }

    private void addResets() {
        OffsetResetHandler resets = new OffsetResetHandler(
                parts.state(),
                parts.queries(),
                parts.clients(),
                creation,
                changes,
                parts.config().group().group(),
                parts.config().consume().serverSideReset());
        on(RequestCode.INVOKE_BROKER_TO_RESET_OFFSET, leader(resets::reset));
        on(RequestCode.CLONE_GROUP_OFFSET, leader(resets::cloneOffsets));
        on(RequestCode.QUERY_CORRECTION_OFFSET, current(resets::correction));
    }

    private void addClients() {
        ClientHandler clients = new ClientHandler(parts.clients(), creation, filters, parts.nowMillis());
        on(RequestCode.HEART_BEAT, clients::heartbeat);
        on(RequestCode.UNREGISTER_CLIENT, clients::unregister);
        on(RequestCode.GET_CONSUMER_LIST_BY_GROUP, clients::consumerIds);
        on(RequestCode.CHECK_CLIENT_CONFIG, clients::check);
    }

    private void addLocks() {
        QueueLockHandler locks = new QueueLockHandler(parts.state(), parts.locks(), parts.writes(), parts.reads());
        on(RequestCode.LOCK_BATCH_MQ, leader(locks::lock));
        on(RequestCode.UNLOCK_BATCH_MQ, leader(locks::unlock));
    }

    private void addCallsToClients() {
        ConsumerCallHandler consumers = new ConsumerCallHandler(
                parts.calls(), parts.lookup(), parts.config().group().group(), parts.gate());
        on(RequestCode.GET_CONSUMER_RUNNING_INFO, consumers::runningInfo);
        on(RequestCode.CONSUME_MESSAGE_DIRECTLY, consumers::consumeDirectly);
        on(RequestCode.INVOKE_BROKER_TO_GET_CONSUMER_STATUS, consumers::status);
        ReplyMessageHandler replies = new ReplyMessageHandler(
                sendChecks(),
                parts.encoder(),
                parts.state(),
                parts.writes(),
                parts.calls(),
                parts.gate(),
                new ReplyMessageHandler.Delivery(
                        traits(),
                        Duration.ofMillis(parts.config().limits().sendTimeoutMillis()),
                        () -> parts.config().delivery().storesReplies()
                                && parts.retention().space().refusal().isEmpty()),
                System::currentTimeMillis);
        on(RequestCode.SEND_REPLY_MESSAGE, replies);
        on(RequestCode.SEND_REPLY_MESSAGE_V2, replies);
    }

    private void addTransactions() {
        TransactionHandler transactions = new TransactionHandler(
                parts.state(),
                parts.transactionEnds(),
                parts.lookup(),
                parts.writes(),
                changes,
                System::currentTimeMillis);
        on(RequestCode.END_TRANSACTION, leader(transactions::end));
        on(RequestCode.RESUME_CHECK_HALF_MESSAGE, leader(transactions::resume));
    }

    private SendMessageHandler.Traits traits() {
        LiveConfig live = parts.liveConfig();
        return new SendMessageHandler.Traits(
                parts.config().group().group(),
                parts.storeHost(),
                live.delivery().regionId(),
                () -> live.delivery().traceOn());
    }

    private SendChecks sendChecks() {
        return new SendChecks(
                parts.state(),
                parts.liveConfig()::delivery,
                parts.timers().delays(),
                parts.config().transactions(),
                parts.locks());
    }

    private void addTopics() {
        TopicAdminHandler topics = new TopicAdminHandler(
                parts.state(),
                parts.queries(),
                changes,
                parts.stats(),
                parts.config().group());
        on(RequestCode.UPDATE_AND_CREATE_TOPIC, leader(topics::put));
        on(RequestCode.UPDATE_AND_CREATE_TOPIC_LIST, leader(topics::putAll));
        on(RequestCode.DELETE_TOPIC_IN_BROKER, leader(topics::delete));
        on(RequestCode.GET_ALL_TOPIC_CONFIG, current(topics::all));
        on(RequestCode.GET_TOPIC_CONFIG, current(topics::one));
        on(RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_BROKER, current(topics::systemTopics));
        on(RequestCode.GET_TOPIC_STATS_INFO, current(topics::stats));
    }

    private void addGroups() {
        GroupAdminHandler groups =
                new GroupAdminHandler(parts.state(), parts.clients(), creation, changes, parts.nowMillis());
        on(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, leader(groups::put));
        on(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP_LIST, leader(groups::putAll));
        on(RequestCode.UPDATE_AND_GET_GROUP_FORBIDDEN, leader(new ReadForbidHandler(parts.state(), changes)));
        on(RequestCode.DELETE_SUBSCRIPTIONGROUP, leader(groups::delete));
        on(RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG, current(groups::all));
        on(RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG, leader(groups::one));
        on(RequestCode.GET_CONSUMER_CONNECTION_LIST, groups::consumerConnections);
        on(RequestCode.GET_PRODUCER_CONNECTION_LIST, groups::producerConnections);
        on(RequestCode.GET_ALL_PRODUCER_INFO, groups::allProducers);
    }

    private void addConsumption() {
        ConsumeStatsHandler stats = new ConsumeStatsHandler(
                parts.state(),
                parts.clients(),
                parts.queries(),
                parts.stats(),
                parts.config().group().group());
        on(RequestCode.GET_CONSUME_STATS, current(stats::handle));
        ConsumptionHandler consumption = new ConsumptionHandler(
                parts.state(),
                parts.clients(),
                parts.queries(),
                parts.stats(),
                stats,
                new ConsumptionHandler.Place(
                        parts.config().group().group(), parts.config().network().advertisedAddress()));
        on(RequestCode.QUERY_TOPIC_CONSUME_BY_WHO, current(consumption::consumerGroupsOf));
        on(RequestCode.QUERY_TOPICS_BY_CONSUMER, current(consumption::topicsOf));
        on(RequestCode.QUERY_SUBSCRIPTION_BY_CONSUMER, consumption::subscription);
        // Through all of the offsets or many an index: not for the threads that clients wait for.
        on(RequestCode.GET_ALL_CONSUMER_OFFSET, parts.slowReads().guard(consumption::allOffsets));
        on(RequestCode.GET_BROKER_CONSUME_STATS, parts.slowReads().guard(consumption::brokerConsumeStats));
        on(RequestCode.QUERY_CONSUME_TIME_SPAN, parts.slowReads().guard(consumption::timeSpan));
        on(
                RequestCode.QUERY_CONSUME_QUEUE,
                parts.slowReads().guard(new QueueUnitsHandler(parts.state(), parts.clients())));
    }

    private void addNode() {
        BrokerInfoHandler info = new BrokerInfoHandler(
                parts.replica(), parts.state(), parts.writes(), parts.traffic(), parts.retention(), parts.timers());
        table.on(RequestCode.GET_BROKER_RUNTIME_INFO, info::runtime);
        ConfigHandler config = new ConfigHandler(parts.liveConfig(), parts.diskWork());
        table.on(RequestCode.GET_BROKER_CONFIG, config::show);
        table.on(RequestCode.UPDATE_BROKER_CONFIG, config::update);
        table.on(RequestCode.VIEW_BROKER_STATS_DATA, new StatsHandler(parts.stats()));
        HousekeepingHandler housekeeping = new HousekeepingHandler(parts.retention());
        table.on(RequestCode.DELETE_EXPIRED_COMMITLOG, housekeeping::deleteExpired);
        table.on(RequestCode.TRIGGER_DELETE_FILES, housekeeping::deleteExpired);
        table.on(RequestCode.CLEAN_EXPIRED_CONSUMEQUEUE, housekeeping::nothingLeftOver);
        table.on(RequestCode.CLEAN_UNUSED_TOPIC, housekeeping::nothingLeftOver);
        NodeHandler node = new NodeHandler(
                parts.config(), parts.replica(), parts.state(), parts.retention(), parts.version(), parts.nowMillis());
        table.on(QuorateCode.NODE_STATUS, node::status);
        on(QuorateCode.LEADER_STATUS, leader(node::status));
        table.on(QuorateCode.TRANSFER_LEADERSHIP, node::transfer);
        MembershipHandler members = new MembershipHandler(parts.replica(), parts.nowMillis());
        table.on(QuorateCode.MEMBERS, members::show);
        on(QuorateCode.CHANGE_MEMBERSHIP, leader(members::change));
    }

    /** On any replica, and never older than the request. */
    private RequestHandler current(RequestHandler handler) {
        return parts.reads().guard(handler);
    }

    /** For members only: what another node knows of topics and messages is nothing, or out of date. */
    private void on(int code, RequestHandler handler) {
        table.on(code, context -> {
            if (parts.replica().view().member()) {
                handler.handle(context);
            } else {
                context.respond(
                        ResponseCode.SERVICE_NOT_AVAILABLE,
                        parts.replica().outsideBecause().orElse("this node is no member of its group"));
            }
        });
    }

    /** What a disk that fills up no longer takes. */
    private LeaderHandler withSpace(LeaderHandler handler) {
        return request -> {
            Optional<String> refusal = parts.retention().space().refusal();
            if (refusal.isPresent()) {
                throw new RequestException(
                        ResponseCode.SERVICE_NOT_AVAILABLE, "service not available now: " + refusal.get());
            }
            handler.handle(request);
        };
    }

    private RequestHandler leader(LeaderHandler handler) {
        return parts.gate().guard(handler);
    }
}
