package io.quorate.namesrv;

import io.quorate.namesrv.RegisterOutcome.Accepted;
import io.quorate.namesrv.RegisterOutcome.Leader;
import io.quorate.namesrv.RegisterOutcome.Refused;
import io.quorate.namesrv.RegisterOutcome.Superseded;
import io.quorate.protocol.body.DataVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * The registered replicas of one broker name, and who may take which id. Guarded by the route table's lock.
 *
 * <p>The rule behind all others: the highest term wins. Whoever registers as leader under a lower term than a leader
 * did before is deposed and does not know it yet; its announcement changes nothing.
 */
final class ReplicaGroup {
    static final long LEADER_ID = 0;

    /**
     * How long a leader's term outlives its registration. A deposed leader that is cut off from its peers steps down
     * within seconds; after this long, a lower term means that the group was set up anew.
     */
    static final long TERM_MEMORY_MILLIS = Registration.DEFAULT_EXPIRY_MILLIS;

    /** A group has a handful of voters and learners; more ids than this are a mistake, and refused. */
    static final int REPLICAS_MAX = 64;

    final String brokerName;
    private String cluster;
    private String zone;
    private boolean enableActingMaster;
    // Invariant: no address stands under two ids.
    private final SortedMap<Long, Replica> replicas = new TreeMap<>();
    // Highest term a leader registered with, counted until TERM_MEMORY_MILLIS after the last one left.
    private long leaderTerm = Long.MIN_VALUE;
    private long leaderLeftMillis;
    // Version of the topic rows taken from the leader that is registered; null when they have to be taken again.
    private DataVersion rowsVersion;

    ReplicaGroup(String brokerName) {
        this.brokerName = brokerName;
    }

    RegisterOutcome register(Registration asked, Object session, long nowMillis) {
        forgetOldTerm(nowMillis);
        Optional<Long> newerTerm = newerTermThan(asked);
        if (newerTerm.isPresent()) {
            return new Superseded(newerTerm.get());
        }
        if (!replicas.containsKey(asked.brokerId()) && asked.topics().size() == 1) {
            // A body of one topic reports a change to a table we should already have, and have not. Taken as the
            // whole table it would hide all other topics of this broker from the answers.
            return new Refused("brokerId " + asked.brokerId() + " of " + brokerName
                    + " is not registered and sent a single topic; register with the full topic table first");
        }
        if (!replicas.containsKey(asked.brokerId()) && replicas.size() >= REPLICAS_MAX) {
            return new Refused(brokerName + " has " + REPLICAS_MAX
                    + " registered replicas, which is the most a group may have; are brokerName and brokerId right?");
        }
        removeWhere((id, replica) -> id != asked.brokerId() && replica.address.equals(asked.address()), nowMillis);
        Replica before = replicas.put(asked.brokerId(), new Replica(asked, session, nowMillis));
        describe(asked, before);
        boolean moved = before == null || !before.address.equals(asked.address());
        return new Accepted(asked.fromLeader() ? Optional.empty() : leader(), moved);
    }

    private void describe(Registration asked, Replica before) {
        zone = asked.zone();
        enableActingMaster = asked.enableActingMaster();
        if (cluster == null || asked.fromLeader()) {
            cluster = asked.cluster();
        }
        if (asked.fromLeader()) {
            leaderTerm = Math.max(leaderTerm, asked.term());
            if (before != null && !before.address.equals(asked.address())) {
                rowsVersion = null;
            }
        }
    }

    private Optional<Long> newerTermThan(Registration asked) {
        for (Map.Entry<Long, Replica> entry : replicas.entrySet()) {
            Replica other = entry.getValue();
            boolean sameId = entry.getKey() == asked.brokerId();
            boolean sameAddress = other.address.equals(asked.address());
            // Neither may an id move to another address under an older term, nor an address to another id: both
            // would be announcements overtaken on the way. The same address and id may start over from anywhere.
            if (sameId != sameAddress && other.dataVersion.stateVersion() > asked.term()) {
                return Optional.of(other.dataVersion.stateVersion());
            }
        }
        boolean isLeader = holds(LEADER_ID, asked.address());
        return asked.fromLeader() && !isLeader && leaderTerm > asked.term()
                ? Optional.of(leaderTerm)
                : Optional.empty();
    }

    private void forgetOldTerm(long nowMillis) {
        if (!replicas.containsKey(LEADER_ID) && nowMillis - leaderLeftMillis > TERM_MEMORY_MILLIS) {
            leaderTerm = Long.MIN_VALUE;
        }
    }

    /** True once for each version of the leader's topics: its rows replace what is known. */
    boolean takeRows(DataVersion version) {
        boolean changed = !version.equals(rowsVersion);
        rowsVersion = version;
        return changed;
    }

    /** Removes every replica that {@code gone} says, and returns them. */
    List<Replica> remove(Predicate<Replica> gone, long nowMillis) {
        return removeWhere((id, replica) -> gone.test(replica), nowMillis);
    }

    private List<Replica> removeWhere(BiPredicate<Long, Replica> gone, long nowMillis) {
        List<Replica> removed = new ArrayList<>();
        replicas.entrySet().removeIf(entry -> {
            boolean hit = gone.test(entry.getKey(), entry.getValue());
            if (hit) {
                removed.add(entry.getValue());
                leaderLeft(entry.getKey(), nowMillis);
            }
            return hit;
        });
        return removed;
    }

    private void leaderLeft(long brokerId, long nowMillis) {
        if (brokerId == LEADER_ID) {
            rowsVersion = null;
            leaderLeftMillis = nowMillis;
        }
    }

    private boolean holds(long brokerId, String address) {
        Replica replica = replicas.get(brokerId);
        return replica != null && replica.address.equals(address);
    }

    Optional<Replica> at(String address) {
        return replicas.values().stream()
                .filter(replica -> replica.address.equals(address))
                .findFirst();
    }

    Optional<Leader> leader() {
        return Optional.ofNullable(replicas.get(LEADER_ID))
                .map(replica -> new Leader(replica.address, replica.haServerAddress));
    }

    boolean isEmpty() {
        return replicas.isEmpty();
    }

    String cluster() {
        return cluster;
    }

    String zone() {
        return zone;
    }

    boolean enableActingMaster() {
        return enableActingMaster;
    }

    /**
     * Id to address as clients are told: while no leader is known, a follower stands in under its id. It passes on what
     * only a leader may do, as soon as there is one. Stock clients look for a route every 30 s, and one without id 0
     * would leave them without any to send to for so long.
     */
    SortedMap<Long, String> clientAddresses() {
        SortedMap<Long, String> addresses = addresses();
        if (!addresses.containsKey(LEADER_ID)) {
            standIn().ifPresent(id -> addresses.put(LEADER_ID, addresses.remove(id)));
        }
        return addresses;
    }

    /** The follower with the highest term. Only of a Raft group, which has terms: slaves of RocketMQ pass on nothing. */
    private Optional<Long> standIn() {
        return replicas.entrySet().stream()
                .filter(entry -> entry.getValue().dataVersion.stateVersion() > 0)
                .max(Comparator.comparingLong(
                        entry -> entry.getValue().dataVersion.stateVersion()))
                .map(Map.Entry::getKey);
    }

    /** A copy: id to address, in order of ids. */
    SortedMap<Long, String> addresses() {
        SortedMap<Long, String> addresses = new TreeMap<>();
        replicas.forEach((id, replica) -> addresses.put(id, replica.address));
        return addresses;
    }
}
