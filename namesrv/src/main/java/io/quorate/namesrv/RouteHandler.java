package io.quorate.namesrv;

import io.quorate.protocol.Fields;
import io.quorate.protocol.Remarks;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.BrokerData;
import io.quorate.protocol.body.BrokerMemberGroup;
import io.quorate.protocol.body.ClusterInfo;
import io.quorate.protocol.body.MapKeys;
import io.quorate.protocol.header.RouteHeader;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Says where a topic is, and which brokers there are. Always with standard JSON keys: old clients read them, too, and
 * the bare integers that RocketMQ sends them are no JSON.
 */
final class RouteHandler {
    private final RouteTable routes;
    private final KvConfigStore keyValues;
    private final LiveConfig config;
    private final LongSupplier nowMillis;
    private final long startedMillis;

    RouteHandler(RouteTable routes, KvConfigStore keyValues, LiveConfig config, LongSupplier nowMillis) {
        this.routes = routes;
        this.keyValues = keyValues;
        this.config = config;
        this.nowMillis = nowMillis;
        startedMillis = nowMillis.getAsLong();
    }

    void addTo(HandlerTable.Builder handlers) {
        handlers.on(RequestCode.GET_ROUTEINFO_BY_TOPIC, this::route)
                .on(RequestCode.GET_BROKER_CLUSTER_INFO, this::clusterInfo)
                .on(RequestCode.GET_BROKER_MEMBER_GROUP, this::memberGroup);
    }

    private void route(RequestContext context) throws RequestException {
        ExtFields fields = context.request().extFields();
        String topic = RouteHeader.decode(fields).topic();
        if (nowMillis.getAsLong() - startedMillis
                < config.current().gracePeriod().toMillis()) {
            throw new RequestException(
                    ResponseCode.SYSTEM_ERROR, "name server not ready: it waits for brokers to register first");
        }
        Optional<RouteView> found = routes.route(topic);
        if (found.isEmpty()) {
            throw new RequestException(
                    ResponseCode.TOPIC_NOT_EXIST,
                    "no live broker has registered the topic " + Remarks.shortened(topic)
                            + "; create it, or check that its brokers run and know this name server");
        }
        RouteView route = inZone(found.get(), fields);
        String orderConfig = config.current().orderMessageEnable()
                ? keyValues.get(KvConfigStore.ORDER_TOPIC_CONFIG, topic).orElse(null)
                : null;
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS)
                .body(route.toBody(orderConfig).encode(MapKeys.STANDARD)));
    }

    /** A client that asks for its zone is not shown the groups led in another one. */
    private static RouteView inZone(RouteView route, ExtFields fields) {
        String zone = Fields.optional(fields, "__ZONE_NAME");
        if (zone.isEmpty() || !Fields.flagOr(fields, "__ZONE_MODE", false)) {
            return route;
        }
        SortedMap<String, GroupView> groups = new TreeMap<>(route.groups());
        groups.values().removeIf(group -> group.hasLeader() && !zone.equals(group.zone()));
        SortedMap<String, QueueRow> rows = new TreeMap<>(route.rows());
        rows.keySet().retainAll(groups.keySet());
        return new RouteView(groups, rows);
    }

    private void clusterInfo(RequestContext context) {
        Map<String, BrokerData> brokers = new TreeMap<>();
        Map<String, List<String>> clusters = new TreeMap<>();
        for (GroupView group : routes.groups().values()) {
            brokers.put(group.brokerName(), group.toBody());
            clusters.computeIfAbsent(group.cluster(), name -> new ArrayList<>()).add(group.brokerName());
        }
        byte[] body = new ClusterInfo(brokers, clusters).encode(MapKeys.STANDARD);
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(body));
    }

    private void memberGroup(RequestContext context) throws RequestException {
        ExtFields fields = context.request().extFields();
        String cluster = Fields.required(fields, "clusterName");
        String brokerName = Fields.required(fields, "brokerName");
        Map<Long, String> addresses = routes.group(brokerName)
                .map(group -> (Map<Long, String>) group.addresses())
                .orElse(Map.of());
        byte[] body = new BrokerMemberGroup(cluster, brokerName, addresses).encode(MapKeys.STANDARD);
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(body));
    }
}
