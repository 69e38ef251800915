package io.quorate.client;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.body.BrokerData;
import io.quorate.protocol.body.ClusterInfo;
import io.quorate.protocol.body.QueueData;
import io.quorate.protocol.body.TopicRouteData;
import io.quorate.protocol.json.JsonObject;
import io.quorate.remoting.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Answers' bodies as values of the API. */
final class Bodies {
    private Bodies() {}

    static TopicRoute readRoute(String topic, ByteBuf body) throws RequestException {
        TopicRouteData data = TopicRouteData.decode(body);
        List<ReplicaGroup> groups = new ArrayList<>();
        for (BrokerData broker : data.brokerDatas()) {
            groups.add(group(broker));
        }
        List<TopicRoute.QueueSpan> spans = new ArrayList<>();
        for (QueueData queues : data.queueDatas()) {
            spans.add(new TopicRoute.QueueSpan(
                    queues.brokerName(), queues.readQueueCount(), queues.writeQueueCount(), queues.perm()));
        }
        return new TopicRoute(topic, groups, spans);
    }

    static List<ReplicaGroup> readCluster(ByteBuf body) throws RequestException {
        List<ReplicaGroup> groups = new ArrayList<>();
        for (BrokerData broker : ClusterInfo.decode(body).brokers().values()) {
            groups.add(group(broker));
        }
        return groups;
    }

    static NodeStatus readNodeStatus(ByteBuf body) throws RequestException {
        JsonObject json = JsonObject.parse(body, "NodeStatus");
        String leader = json.textOr("leader", "");
        return new NodeStatus(
                json.requiredText("node"),
                json.requiredText("group"),
                json.textOr("cluster", ""),
                json.requiredText("role"),
                json.requiredLong("term"),
                leader.isEmpty() ? Optional.empty() : Optional.of(leader),
                json.textOr("address", ""),
                json.textOr("peerAddress", ""),
                json.requiredLong("lastIndex"),
                json.requiredLong("flushedIndex"),
                json.requiredLong("committedIndex"),
                json.requiredLong("appliedIndex"),
                json.longOr("endPosition", 0),
                json.longOr("pid", 0));
    }

    private static ReplicaGroup group(BrokerData broker) {
        return new ReplicaGroup(broker.brokerName(), broker.cluster(), new TreeMap<>(broker.brokerAddrs()));
    }
}
