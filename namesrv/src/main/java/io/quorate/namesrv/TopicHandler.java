package io.quorate.namesrv;

import io.quorate.protocol.Fields;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.QueueData;
import io.quorate.protocol.body.TopicList;
import io.quorate.protocol.body.TopicRouteData;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lists topics, and lets operators mend the rows of topics and brokers until the next registration of a change. */
final class TopicHandler {
    private static final Logger LOG = LoggerFactory.getLogger(TopicHandler.class);
    /** Bits of a topic's flag. */
    private static final int UNIT = 1;

    private static final int UNIT_SUB = 2;

    private final RouteTable routes;
    private final LiveConfig config;

    TopicHandler(RouteTable routes, LiveConfig config) {
        this.routes = routes;
        this.config = config;
    }

    void addTo(HandlerTable.Builder handlers) {
        handlers.on(RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER, this::listAll)
                .on(RequestCode.GET_TOPICS_BY_CLUSTER, this::listOfCluster)
                .on(RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_NS, this::listSystem)
                .on(RequestCode.GET_UNIT_TOPIC_LIST, context -> listFlagged(context, UNIT, UNIT))
                .on(RequestCode.GET_HAS_UNIT_SUB_TOPIC_LIST, context -> listFlagged(context, UNIT_SUB, UNIT_SUB))
                .on(
                        RequestCode.GET_HAS_UNIT_SUB_UNUNIT_TOPIC_LIST,
                        context -> listFlagged(context, UNIT | UNIT_SUB, UNIT_SUB))
                .on(RequestCode.DELETE_TOPIC_IN_NAMESRV, this::delete)
                .on(RequestCode.REGISTER_TOPIC_IN_NAMESRV, this::register)
                .on(RequestCode.WIPE_WRITE_PERM_OF_BROKER, this::wipeWrite)
                .on(RequestCode.ADD_WRITE_PERM_OF_BROKER, this::addWrite);
    }

    private void listAll(RequestContext context) throws RequestException {
        requireOn(config.current().enableAllTopicList(), ConfigKey.ENABLE_ALL_TOPIC_LIST);
        answer(context, routes.topics(), Optional.empty());
    }

    private void listOfCluster(RequestContext context) throws RequestException {
        requireOn(config.current().enableTopicList(), ConfigKey.ENABLE_TOPIC_LIST);
        String cluster = Fields.required(context.request().extFields(), "cluster");
        answer(context, routes.topicsOf(cluster), Optional.empty());
    }

    /** Every cluster and every broker name is a topic, too; a broker's address is given to ask it for the rest. */
    private void listSystem(RequestContext context) throws RequestException {
        requireOn(config.current().enableTopicList(), ConfigKey.ENABLE_TOPIC_LIST);
        SortedMap<String, GroupView> groups = routes.groups();
        Collection<String> names = new TreeSet<>(groups.keySet());
        groups.values().forEach(group -> names.add(group.cluster()));
        answer(context, names, groups.values().stream().findFirst().map(GroupView::anyAddress));
    }

    private void listFlagged(RequestContext context, int mask, int wanted) throws RequestException {
        requireOn(config.current().enableTopicList(), ConfigKey.ENABLE_TOPIC_LIST);
        answer(context, routes.topicsWithFlags(mask, wanted), Optional.empty());
    }

    private static void requireOn(boolean on, ConfigKey key) throws RequestException {
        if (!on) {
            throw new RequestException(ResponseCode.SYSTEM_ERROR, "disabled here by " + key.text() + "=false");
        }
    }

    private static void answer(RequestContext context, Collection<String> topics, Optional<String> brokerAddress) {
        byte[] body = new TopicList(List.copyOf(topics), brokerAddress.orElse(null)).encode();
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(body));
    }

    private void delete(RequestContext context) throws RequestException {
        ExtFields fields = context.request().extFields();
        String topic = Fields.required(fields, "topic");
        String cluster = Fields.optional(fields, "clusterName");
        if (cluster.isEmpty()) {
            routes.deleteTopic(topic);
        } else {
            routes.deleteTopic(topic, cluster);
        }
        LOG.info("topic={} deleted cluster={}", topic, cluster);
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS));
    }

    private void register(RequestContext context) throws RequestException {
        String topic = Fields.required(context.request().extFields(), "topic");
        Map<String, QueueRow> rows = new TreeMap<>();
        for (QueueData queues : TopicRouteData.decode(context.request().body()).queueDatas()) {
            rows.put(queues.brokerName(), QueueRow.of(queues));
        }
        boolean added = routes.addTopic(topic, rows);
        LOG.info("topic={} sent by hand added={}", topic, added);
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS));
    }

    private void wipeWrite(RequestContext context) throws RequestException {
        String brokerName = Fields.required(context.request().extFields(), "brokerName");
        int count = routes.wipeWritePermission(brokerName);
        LOG.info("broker={} write permission wiped topicCount={}", brokerName, count);
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).field("wipeTopicCount", count));
    }

    private void addWrite(RequestContext context) throws RequestException {
        String brokerName = Fields.required(context.request().extFields(), "brokerName");
        int count = routes.addWritePermission(brokerName);
        LOG.info("broker={} write permission added topicCount={}", brokerName, count);
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).field("addTopicCount", count));
    }
}
