package io.quorate.broker.cluster;

import io.quorate.remoting.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Producers and consumers connected to this replica, by their groups. Changes take the one lock; reads, of which there
 * is one a pull, see immutable views. Time is passed in. Grows with connections and what they register, which the
 * heartbeat handler bounds.
 */
public final class ClientRegistry {
    /** A client that has not been heard of for this long is gone: clients heartbeat every 30 s. */
    static final long EXPIRY_MILLIS = 120_000;

    private final Map<String, ConsumerGroupView> consumerGroups = new ConcurrentHashMap<>();
    private final Map<String, Map<Connection, Client>> producerGroups = new HashMap<>(); // guarded by this
    private final Map<String, Client> producersById = new ConcurrentHashMap<>(); // the newest connection of each
    private final Set<Connection> watched = new HashSet<>(); // guarded by this; those with an onClose action of ours
    private final Consumer<ConsumerGroupView> membersChanged;

    /**
     * @param membersChanged hears of each group whose members or topics changed, unless it broadcasts; called without the
     *     lock held, on the thread that brought the change
     */
    public ClientRegistry(Consumer<ConsumerGroupView> membersChanged) {
        this.membersChanged = membersChanged;
    }

    /** A producer's heartbeat. */
    public void producerSeen(String producerGroup, Client client, long nowMillis) {
        synchronized (this) {
            Map<Connection, Client> members = producerGroups.computeIfAbsent(producerGroup, group -> new HashMap<>());
            Client known = members.putIfAbsent(client.connection(), client);
            if (known != null) {
                known.seen(nowMillis);
            }
            producersById.put(client.clientId(), client);
        }
        watch(client.connection());
    }

    /** A consumer's heartbeat: {@code told} is what it says of its group, itself the only member. */
    public void consumerSeen(ConsumerGroupView told, long nowMillis) {
        Client client = told.members().get(0);
        boolean changed;
        ConsumerGroupView after;
        synchronized (this) {
            ConsumerGroupView before = consumerGroups.get(told.consumerGroup());
            after = before == null ? told : merge(before, told, client, nowMillis);
            consumerGroups.put(told.consumerGroup(), after);
            changed = before == null
                    || before.members().size() != after.members().size()
                    || !before.subscriptions()
                            .keySet()
                            .equals(after.subscriptions().keySet());
        }
        if (changed) {
            tell(after);
        }
        watch(client.connection());
    }

    private static ConsumerGroupView merge(
            ConsumerGroupView before, ConsumerGroupView told, Client client, long nowMillis) {
        Optional<Client> known = before.member(client.connection());
        known.ifPresent(member -> member.seen(nowMillis));
        Map<String, Subscription> subscriptions = new TreeMap<>(told.subscriptions());
        // Heartbeats of different members overtake each other: an older version of a subscription must not win.
        subscriptions.replaceAll((topic, subscription) -> before.subscription(topic)
                .filter(old -> old.version() >= subscription.version())
                .orElse(subscription));
        ConsumerGroupView after = new ConsumerGroupView(
                told.consumerGroup(),
                told.consumeType(),
                told.messageModel(),
                told.consumeFromWhere(),
                subscriptions,
                before.members());
        return known.isPresent() ? after : after.withMember(client);
    }

    /** The producer behind {@code connection} leaves the group. An unknown one is no error. */
    public void unregisterProducer(String producerGroup, Connection connection) {
        synchronized (this) {
            removeProducer(producerGroup, connection);
        }
    }

    /** The consumer behind {@code connection}, or with this id, leaves the group. An unknown one is no error. */
    public void unregisterConsumer(String consumerGroup, Connection connection, String clientId) {
        removeMembers(
                Set.of(consumerGroup),
                member -> member.connection() == connection || member.clientId().equals(clientId));
    }

    /** Forgets clients not heard of for too long, and closes their connections. */
    public void expire(long nowMillis) {
        Set<Connection> dead = new HashSet<>();
        synchronized (this) {
            Consumer<Client> judge = client -> {
                if (nowMillis - client.lastSeenMillis() > EXPIRY_MILLIS) {
                    dead.add(client.connection());
                }
            };
            producerGroups.values().forEach(members -> members.values().forEach(judge));
            consumerGroups.values().forEach(group -> group.members().forEach(judge));
        }
        for (Connection connection : dead) {
            connectionClosed(connection);
            connection.close();
        }
    }

    /** The connected members of a consumer group; empty when there is none. */
    public Optional<ConsumerGroupView> consumerGroup(String name) {
        return Optional.ofNullable(consumerGroups.get(name));
    }

    public synchronized List<Client> producers(String producerGroup) {
        return List.copyOf(producerGroups.getOrDefault(producerGroup, Map.of()).values());
    }

    /** All connected producers by their groups, sorted by name. A copy. */
    public synchronized Map<String, List<Client>> producers() {
        Map<String, List<Client>> all = new TreeMap<>();
        producerGroups.forEach((name, members) -> all.put(name, List.copyOf(members.values())));
        return all;
    }

    /** Consumer groups with connected members that subscribe to the topic, sorted. A copy. */
    public Set<String> subscribersOf(String topic) {
        return consumerGroups.values().stream()
                .filter(group -> group.subscription(topic).isPresent())
                .map(ConsumerGroupView::consumerGroup)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The producer with this client id, while its connection is open; whether it still is in a group does not matter. */
    public Optional<Client> producer(String clientId) {
        return Optional.ofNullable(producersById.get(clientId));
    }

    /** Whether a client is connected that will not follow the leader by itself at once. */
    public synchronized boolean hasForeignClients() {
        return producerGroups.values().stream()
                        .anyMatch(members -> members.values().stream().anyMatch(c -> !c.isOurs()))
                || consumerGroups.values().stream()
                        .anyMatch(g -> g.members().stream().anyMatch(c -> !c.isOurs()));
    }

    private void watch(Connection connection) {
        boolean first;
        synchronized (this) {
            first = watched.add(connection);
        }
        if (first) {
            // At once if it is closed already; the registration just made is then taken back.
            connection.onClose(() -> connectionClosed(connection));
        }
    }

    void connectionClosed(Connection connection) {
        synchronized (this) {
            watched.remove(connection);
            for (String group : List.copyOf(producerGroups.keySet())) {
                removeProducer(group, connection);
            }
            producersById.values().removeIf(client -> client.connection() == connection);
        }
        removeMembers(consumerGroups.keySet(), member -> member.connection() == connection);
    }

    private void removeProducer(String producerGroup, Connection connection) {
        producerGroups.computeIfPresent(producerGroup, (name, members) -> {
            members.remove(connection);
            return members.isEmpty() ? null : members;
        });
    }

    private void removeMembers(Set<String> groups, Predicate<Client> leaves) {
        List<ConsumerGroupView> changed = new ArrayList<>();
        synchronized (this) {
            for (String name : List.copyOf(groups)) {
                removeMembers(name, leaves).ifPresent(changed::add);
            }
        }
        changed.forEach(this::tell);
    }

    /** The group as it is without those who leave, if any did and somebody stays. */
    private Optional<ConsumerGroupView> removeMembers(String consumerGroup, Predicate<Client> leaves) {
        ConsumerGroupView before = consumerGroups.get(consumerGroup);
        if (before == null) {
            return Optional.empty();
        }
        List<Client> stay = before.members().stream().filter(leaves.negate()).toList();
        if (stay.isEmpty()) {
            consumerGroups.remove(consumerGroup);
            return Optional.empty();
        }
        if (stay.size() == before.members().size()) {
            return Optional.empty();
        }
        ConsumerGroupView after = before.withMembers(stay);
        consumerGroups.put(consumerGroup, after);
        return Optional.of(after);
    }

    private void tell(ConsumerGroupView group) {
        if (!group.isBroadcasting()) {
            membersChanged.accept(group);
        }
    }
}
