package io.quorate.namesrv;

import io.netty.buffer.ByteBuf;
import io.quorate.namesrv.RegisterOutcome.Accepted;
import io.quorate.namesrv.RegisterOutcome.Refused;
import io.quorate.namesrv.RegisterOutcome.Superseded;
import io.quorate.protocol.Fields;
import io.quorate.protocol.Remarks;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.DataVersion;
import io.quorate.protocol.body.KvTable;
import io.quorate.protocol.body.RegisterBrokerBody;
import io.quorate.protocol.body.TopicConfigs;
import io.quorate.protocol.header.BrokerHeader;
import io.quorate.protocol.header.BrokerHeartbeatHeader;
import io.quorate.protocol.header.RegisterBrokerHeader;
import io.quorate.protocol.header.RegisterBrokerReply;
import io.quorate.protocol.message.BodyCrc;
import io.quorate.remoting.Connection;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What brokers say of themselves: that they are here, are still here, are going. */
final class RegistrationHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrationHandler.class);
    private static final int NAME_CHARS_MAX = 255;
    private static final long SUPERSEDED_LOG_MILLIS = 10_000;

    /** Route answers are cut apart by hand in some clients, so an address may hold nothing that could end it early. */
    private static final Pattern ADDRESS = Pattern.compile("[^\\s,;{}\"\\\\]{1,255}:\\d{1,5}");

    private final RouteTable routes;
    private final KvConfigStore keyValues;
    private final LiveConfig config;
    private final LongSupplier nowMillis;
    /** Connections whose end will be reported to the table. Each leaves when it closes, so servers' limits bound it. */
    private final Set<Connection> watched = ConcurrentHashMap.newKeySet();

    private final AtomicLong supersededLoggedMillis = new AtomicLong(Long.MIN_VALUE / 2);

    RegistrationHandler(RouteTable routes, KvConfigStore keyValues, LiveConfig config, LongSupplier nowMillis) {
        this.routes = routes;
        this.keyValues = keyValues;
        this.config = config;
        this.nowMillis = nowMillis;
    }

    void addTo(HandlerTable.Builder handlers) {
        handlers.on(RequestCode.REGISTER_BROKER, this::register)
                .on(RequestCode.UNREGISTER_BROKER, this::unregister)
                .on(RequestCode.BROKER_HEARTBEAT, this::heartbeat)
                .on(RequestCode.QUERY_DATA_VERSION, this::queryDataVersion);
    }

    private void register(RequestContext context) throws RequestException {
        Registration asked = decode(context.request());
        Connection connection = context.connection();
        RegisterOutcome outcome = routes.register(asked, connection, nowMillis.getAsLong());
        // After the registration: the end of a connection that closed in between is reported at once.
        watch(connection);
        if (outcome instanceof Refused refused) {
            throw new RequestException(ResponseCode.SYSTEM_ERROR, "register broker failed: " + refused.remark());
        } else if (outcome instanceof Superseded superseded) {
            logSuperseded(asked, superseded);
            context.respond(RemotingCommand.response(ResponseCode.SUCCESS));
        } else if (outcome instanceof Accepted accepted) {
            if (accepted.moved()) {
                LOG.info(
                        "broker={} brokerId={} address={} term={} cluster={} registered topicCount={}",
                        asked.brokerName(),
                        asked.brokerId(),
                        asked.address(),
                        asked.term(),
                        asked.cluster(),
                        asked.topics().size());
            }
            context.respond(reply(accepted));
        }
    }

    private Registration decode(RemotingCommand request) throws RequestException {
        RegisterBrokerHeader header = RegisterBrokerHeader.decode(request.extFields());
        checkName("brokerName", header.brokerName());
        checkName("clusterName", header.clusterName());
        if (header.brokerId() < 0) {
            throw refused("brokerId is " + header.brokerId() + ", expected 0 for the leader or a positive number");
        }
        if (!ADDRESS.matcher(header.brokerAddr()).matches()) {
            throw refused("brokerAddr is \"" + Remarks.shortened(header.brokerAddr()) + "\", expected host:port");
        }
        long expiryMillis = header.heartbeatTimeoutMillis() > 0
                ? header.heartbeatTimeoutMillis()
                : Registration.DEFAULT_EXPIRY_MILLIS;
        TopicConfigs topics = topics(request, header);
        Map<String, QueueRow> rows = new HashMap<>();
        topics.topics().forEach((topic, described) -> rows.put(topic, QueueRow.of(described)));
        return new Registration(
                header.clusterName(),
                header.brokerName(),
                header.brokerId(),
                header.brokerAddr(),
                header.haServerAddr(),
                Fields.find(request.extFields(), "__ZONE_NAME").orElse(null),
                header.enableActingMaster().orElse(false),
                expiryMillis,
                topics.dataVersion(),
                rows);
    }

    private static TopicConfigs topics(RemotingCommand request, RegisterBrokerHeader header) throws RequestException {
        ByteBuf body = request.body();
        if (header.bodyCrc32() != 0 && header.bodyCrc32() != BodyCrc.of(body.nioBuffer())) {
            throw refused("crc32 not match: the body was damaged on its way, send it again");
        }
        return RegisterBrokerBody.decode(body, header.compressed(), request.version())
                .topicConfigs();
    }

    private static void checkName(String field, String value) throws RequestException {
        if (value.isBlank() || value.length() > NAME_CHARS_MAX) {
            throw refused(field + " is \"" + Remarks.shortened(value) + "\", expected 1 to " + NAME_CHARS_MAX
                    + " characters");
        }
    }

    private static RequestException refused(String remark) {
        return new RequestException(ResponseCode.SYSTEM_ERROR, remark);
    }

    private RemotingCommand reply(Accepted accepted) {
        RemotingCommand response = RemotingCommand.response(ResponseCode.SUCCESS);
        accepted.leader()
                .ifPresent(leader -> new RegisterBrokerReply(leader.address(), leader.haServerAddress())
                        .encode(response.extFields()));
        if (config.current().returnOrderTopicConfigToBroker()) {
            Optional<Map<String, String>> order = keyValues.list(KvConfigStore.ORDER_TOPIC_CONFIG);
            order.ifPresent(values -> response.body(new KvTable(values).encode()));
        }
        return response;
    }

    /** A deposed leader repeats itself until it learns better, so one line in a while is enough. */
    private void logSuperseded(Registration asked, Superseded superseded) {
        long now = nowMillis.getAsLong();
        long last = supersededLoggedMillis.get();
        if (now - last >= SUPERSEDED_LOG_MILLIS && supersededLoggedMillis.compareAndSet(last, now)) {
            LOG.warn(
                    "broker={} brokerId={} address={} term={} ignored why=newerTerm newerTerm={}",
                    asked.brokerName(),
                    asked.brokerId(),
                    asked.address(),
                    asked.term(),
                    superseded.newerTerm());
        }
    }

    private void watch(Connection connection) {
        if (watched.add(connection)) {
            connection.onClose(() -> {
                watched.remove(connection);
                for (Departure gone : routes.sessionClosed(connection, nowMillis.getAsLong())) {
                    LOG.info("broker={} address={} left why=connectionClosed", gone.brokerName(), gone.address());
                }
            });
        }
    }

    private void unregister(RequestContext context) throws RequestException {
        BrokerHeader header = BrokerHeader.decode(context.request().extFields());
        for (Departure gone : routes.unregister(header.brokerName(), header.brokerAddr(), nowMillis.getAsLong())) {
            LOG.info("broker={} address={} left why=goodbye", gone.brokerName(), gone.address());
        }
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS));
    }

    private void heartbeat(RequestContext context) throws RequestException {
        BrokerHeartbeatHeader header =
                BrokerHeartbeatHeader.decode(context.request().extFields());
        routes.signOfLife(header.brokerName(), header.brokerAddr(), nowMillis.getAsLong());
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS));
    }

    /** Lets a broker skip a registration that would bring nothing new. */
    private void queryDataVersion(RequestContext context) throws RequestException {
        BrokerHeader header = BrokerHeader.decode(context.request().extFields());
        DataVersion theirs = DataVersion.decode(context.request().body());
        routes.signOfLife(header.brokerName(), header.brokerAddr(), nowMillis.getAsLong());
        Optional<DataVersion> known = routes.dataVersionOf(header.brokerName(), header.brokerAddr());
        boolean changed = known.isEmpty() || !known.get().equals(theirs);
        RemotingCommand response =
                RemotingCommand.response(ResponseCode.SUCCESS).field("changed", changed);
        known.ifPresent(version -> response.body(version.encode()));
        context.respond(response);
    }
}
