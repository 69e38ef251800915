package io.quorate.namesrv;

import io.quorate.namesrv.RegisterOutcome.Accepted;
import io.quorate.namesrv.RegisterOutcome.Refused;
import io.quorate.protocol.body.DataVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * All this server knows of brokers and topics, in memory alone: brokers tell it again after a restart.
 *
 * <p>Safe from any thread: one lock guards everything, held for the length of one call, none of which waits. What is
 * handed out are copies. Has no clock: callers pass a monotonic time in milliseconds.
 */
final class RouteTable {
    /** Replica groups. A registration that would lead past it is refused. */
    static final int GROUPS_MAX = 10_000;

    // Invariant: no group is empty, and every broker name in the topic table is a key here.
    private final SortedMap<String, ReplicaGroup> groups = new TreeMap<>();
    private final TopicTable topics = new TopicTable();

    /** @param session the connection it came over; its end takes the replica out, see {@link #sessionClosed} */
    synchronized RegisterOutcome register(Registration asked, Object session, long nowMillis) {
        ReplicaGroup known = groups.get(asked.brokerName());
        if (known == null && groups.size() >= GROUPS_MAX) {
            return new Refused("the route table is full: " + GROUPS_MAX + " broker names");
        }
        if (asked.fromLeader() && !topics.hasRoomFor(asked.topics())) {
            return new Refused("the route table is full: " + TopicTable.TOPICS_MAX + " topics");
        }
        ReplicaGroup group = known != null ? known : new ReplicaGroup(asked.brokerName());
        RegisterOutcome outcome = group.register(asked, session, nowMillis);
        if (outcome instanceof Accepted) {
            groups.put(group.brokerName, group);
            // A follower's tables may lag behind those of its leader, so they are not looked at.
            if (asked.fromLeader()) {
                topics.put(group.brokerName, asked.topics(), group.takeRows(asked.dataVersion()));
            }
        }
        return outcome;
    }

    /** A replica says goodbye. Found by its address, whatever its id. */
    synchronized List<Departure> unregister(String brokerName, String address, long nowMillis) {
        ReplicaGroup group = groups.get(brokerName);
        if (group == null) {
            return List.of();
        }
        return removeFrom(List.of(group), replica -> replica.address.equals(address), nowMillis);
    }

    synchronized List<Departure> sessionClosed(Object session, long nowMillis) {
        return removeFrom(groups.values(), replica -> replica.session == session, nowMillis);
    }

    /** Takes out every replica that was silent for too long. */
    synchronized List<Departure> expire(long nowMillis) {
        return removeFrom(groups.values(), replica -> replica.expired(nowMillis), nowMillis);
    }

    private List<Departure> removeFrom(Iterable<ReplicaGroup> candidates, Predicate<Replica> gone, long nowMillis) {
        List<Departure> departures = new ArrayList<>();
        List<String> emptied = new ArrayList<>();
        for (ReplicaGroup group : candidates) {
            for (Replica replica : group.remove(gone, nowMillis)) {
                departures.add(new Departure(group.brokerName, replica.address, replica.session));
            }
            if (group.isEmpty()) {
                emptied.add(group.brokerName);
            }
        }
        for (String brokerName : emptied) {
            groups.remove(brokerName);
            topics.removeBroker(brokerName);
        }
        return departures;
    }

    /** A sign of life from a replica; unknown ones are ignored. */
    synchronized void signOfLife(String brokerName, String address, long nowMillis) {
        find(brokerName, address).ifPresent(replica -> replica.signOfLife(nowMillis));
    }

    /** What the replica at {@code address} last registered with. */
    synchronized Optional<DataVersion> dataVersionOf(String brokerName, String address) {
        return find(brokerName, address).map(replica -> replica.dataVersion);
    }

    private Optional<Replica> find(String brokerName, String address) {
        return Optional.ofNullable(groups.get(brokerName)).flatMap(group -> group.at(address));
    }

    /** Empty when no registered broker serves the topic. */
    synchronized Optional<RouteView> route(String topic) {
        SortedMap<String, QueueRow> rows = topics.rowsOf(topic);
        SortedMap<String, GroupView> serving = new TreeMap<>();
        for (String brokerName : rows.keySet()) {
            ReplicaGroup group = groups.get(brokerName);
            serving.put(brokerName, view(group, group.clientAddresses()));
        }
        return serving.isEmpty() ? Optional.empty() : Optional.of(new RouteView(serving, rows));
    }

    /** By broker name. */
    synchronized SortedMap<String, GroupView> groups() {
        SortedMap<String, GroupView> views = new TreeMap<>();
        groups.forEach((name, group) -> views.put(name, view(group, group.addresses())));
        return views;
    }

    synchronized Optional<GroupView> group(String brokerName) {
        return Optional.ofNullable(groups.get(brokerName)).map(group -> view(group, group.addresses()));
    }

    private static GroupView view(ReplicaGroup group, SortedMap<Long, String> addresses) {
        return new GroupView(group.brokerName, group.cluster(), group.zone(), group.enableActingMaster(), addresses);
    }

    synchronized SortedSet<String> topics() {
        return topics.names();
    }

    synchronized SortedSet<String> topicsOf(String cluster) {
        return topics.namesServedBy(inCluster(cluster));
    }

    /** Topics that some broker serves with flag bits such that {@code topicSysFlag & mask == wanted}. */
    synchronized SortedSet<String> topicsWithFlags(int mask, int wanted) {
        return topics.namesWithRow(row -> (row.topicSysFlag() & mask) == wanted);
    }

    /** Takes the write permission from all of a broker's topics until it registers a change; returns their count. */
    synchronized int wipeWritePermission(String brokerName) {
        return topics.change(brokerName, QueueRow::withoutWrite);
    }

    synchronized int addWritePermission(String brokerName) {
        return topics.change(brokerName, QueueRow::readWrite);
    }

    synchronized void deleteTopic(String topic) {
        topics.remove(topic);
    }

    /** Deletes the topic on the brokers of one cluster. */
    synchronized void deleteTopic(String topic, String cluster) {
        topics.remove(topic, inCluster(cluster));
    }

    /** Adds a topic's rows by broker name. False, and no effect, if a broker is unknown or the table is full. */
    synchronized boolean addTopic(String topic, Map<String, QueueRow> rows) {
        boolean room = rows.values().stream().allMatch(row -> topics.hasRoomFor(Map.of(topic, row)));
        if (!room || !groups.keySet().containsAll(rows.keySet())) {
            return false;
        }
        rows.forEach((brokerName, row) -> topics.put(brokerName, Map.of(topic, row), true));
        return true;
    }

    private Predicate<String> inCluster(String cluster) {
        return brokerName -> {
            ReplicaGroup group = groups.get(brokerName);
            return group != null && group.cluster().equals(cluster);
        };
    }
}
