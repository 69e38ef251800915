package io.quorate.namesrv;

import io.quorate.protocol.body.BrokerData;
import io.quorate.protocol.body.QueueData;
import io.quorate.protocol.body.TopicRouteData;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Where a topic is, as it was when asked for: read-only: the groups that serve it and what each serves, by
 * broker name.
 */
record RouteView(SortedMap<String, GroupView> groups, SortedMap<String, QueueRow> rows) {
    /** @param orderTopicConf fixed queues of the topic, or null */
    TopicRouteData toBody(String orderTopicConf) {
        List<QueueData> queues = new ArrayList<>();
        rows.forEach((brokerName, row) -> queues.add(row.onBroker(brokerName)));
        List<BrokerData> brokers =
                groups.values().stream().map(GroupView::toBody).toList();
        return new TopicRouteData(orderTopicConf, queues, brokers);
    }
}
