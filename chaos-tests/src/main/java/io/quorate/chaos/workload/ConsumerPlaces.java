package io.quorate.chaos.workload;

import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Consumers.Place;
import io.quorate.chaos.workload.WireClient.Queue;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingException;
import io.quorate.remoting.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How far consumer groups are in the queues of a topic. Nothing of this is recorded: it is for whoever disturbs them. */
final class ConsumerPlaces {
    private final WireClient client;
    private final Cluster cluster;
    private final QueueEnds queues;

    ConsumerPlaces(WireClient client, Cluster cluster, QueueEnds queues) {
        this.client = client;
        this.cluster = cluster;
        this.queues = queues;
    }

    /** Nothing if there is no leader at the moment who answers all of it. */
    List<Place> of(List<String> consumerGroups) {
        Optional<String> leader = cluster.leader().map(NodeStatus::node).map(cluster::address);
        if (leader.isEmpty()) {
            return List.of();
        }
        List<Place> places = new ArrayList<>();
        try {
            for (String consumerGroup : consumerGroups) {
                for (Queue queue : queues.queues()) {
                    places.add(place(leader.get(), consumerGroup, queue));
                }
            }
            return places;
        } catch (RemotingException | RequestException noAnswer) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private Place place(String leader, String consumerGroup, Queue queue)
            throws RemotingException, RequestException, InterruptedException {
        RemotingCommand committed = client.committed(leader, consumerGroup, queue);
        // Before the first commit all is still to be done.
        long done = committed.code() == ResponseCode.QUERY_NOT_FOUND ? 0 : offset(committed);
        return new Place(consumerGroup, queue.toString(), done, offset(client.maxOffset(leader, queue)));
    }

    private static long offset(RemotingCommand answer) throws RequestException {
        if (answer.code() != ResponseCode.SUCCESS) {
            throw new RequestException(answer.code(), answer.remark());
        }
        return WireClient.offsetField(answer);
    }
}
