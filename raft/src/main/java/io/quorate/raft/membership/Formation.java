package io.quorate.raft.membership;

import io.quorate.raft.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How a new group comes to its first membership, seen by one node that has none yet. Pure: it is told what others say, and
 * says what to store.
 *
 * <p>One node decides: of the nodes configured, the one with the smallest id. It waits until every other one has told it, on
 * a connection on which it had introduced its own disk, that its disk is empty; then the record names all of them with their
 * disks. The others take the record over from whoever has it, provided it names their own disk. So an empty disk is taken
 * for a new one only while all are empty: once somebody has a record or a log, a disk that the record does not name stays
 * outside, whatever its node id. ADR 0012 goes through the crashes.
 *
 * <p>A group of a version that knew no disk ids is formed again with the disks it has: as soon as every configured node was
 * heard and at least one has data of then, the smallest of those decides. An empty disk among them has lost what it promised;
 * the record gives its node a disk id that nobody has, so that it counts as a voter that is down until it is replaced.
 */
public final class Formation {
    private final Introduction self;
    private final Set<NodeId> configured;
    private final Map<NodeId, Introduction> answered = new TreeMap<>(); // by those connected, knowing our disk
    private final KnownDisks disks = new KnownDisks();
    private boolean joined;
    private boolean done;

    /** @param self as it is at the start, without a record */
    public Formation(Introduction self) {
        this.self = self;
        this.configured = new TreeSet<>(self.configured());
        this.configured.add(self.node());
    }

    /** Nobody else to ask: a group of one forms at once. */
    public Optional<Membership> alone() {
        return decide();
    }

    /** To be taken before asking a node who it is, and handed in with its answer. */
    public long ticket() {
        return disks.ticket();
    }

    /**
     * A node introduced itself without being asked: it may not know our disk, and its words may be old.
     *
     * @return the record to be stored now, if there is one now
     */
    public Optional<Membership> heard(Introduction peer) {
        disks.heard(peer.node(), peer.storageId());
        return judge(peer, false);
    }

    /**
     * A node answered our introduction: it knows our disk.
     *
     * @param ticket of before we asked
     * @return the record to be stored now, if there is one now
     */
    public Optional<Membership> answered(Introduction peer, long ticket) {
        disks.answered(peer.node(), peer.storageId(), ticket);
        return judge(peer, true);
    }

    private Optional<Membership> judge(Introduction peer, boolean knowsUs) {
        if (done) {
            return Optional.empty();
        }
        if (knowsUs || peer.record().isPresent()) {
            answered.put(peer.node(), peer);
        }
        return peer.record().isPresent()
                ? peer.record().filter(this::mayBeTakenOver).map(this::done)
                : decide();
    }

    /** This node got a log from a group it was added to: it founds none. */
    public void joined() {
        joined = true;
    }

    /** The connection is gone: what it said may not be so any more. */
    public void lost(NodeId peer) {
        answered.remove(peer);
    }

    /**
     * A record is ours if it names our disk. One that names another disk than a third node has now comes from before that node
     * was wiped: we may have told it since that we are empty, and it may have founded a group on that.
     */
    private boolean mayBeTakenOver(Membership record) {
        return record.contains(self.node(), self.storageId())
                && record.voters().stream()
                        .filter(voter -> voter.storageId() > 0) // else a disk that nobody has
                        .allMatch(voter -> disks.agree(voter.node(), voter.storageId()));
    }

    private Optional<Membership> decide() {
        List<Introduction> all = everybody();
        if (joined || all.size() < configured.size() || !all.stream().allMatch(this::isReady)) {
            return Optional.empty();
        }
        boolean anew = all.stream().allMatch(each -> each.standing() == Introduction.Standing.FRESH);
        NodeId decider = all.stream()
                .filter(each -> anew || each.standing() == Introduction.Standing.EARLIER)
                .map(Introduction::node)
                .min(NodeId::compareTo)
                .orElseThrow();
        return decider.equals(self.node()) ? Optional.of(done(record(all, anew))) : Optional.empty();
    }

    private List<Introduction> everybody() {
        List<Introduction> all = new ArrayList<>();
        all.add(self);
        answered.values().stream()
                .filter(each -> configured.contains(each.node()))
                .forEach(all::add);
        return all;
    }

    private boolean isReady(Introduction each) {
        boolean unformed =
                each.standing() == Introduction.Standing.FRESH || each.standing() == Introduction.Standing.EARLIER;
        return unformed && new TreeSet<>(each.configured()).equals(configured);
    }

    private static Membership record(List<Introduction> all, boolean anew) {
        List<Member> voters = new ArrayList<>();
        for (Introduction each : all) {
            boolean lostItsPromises = !anew && each.standing() == Introduction.Standing.FRESH;
            // Disk ids are positive: nobody has this one.
            long storageId = lostItsPromises ? -each.storageId() : each.storageId();
            voters.add(new Member(each.node(), storageId, each.address()));
        }
        return new Membership(voters, List.of());
    }

    private Membership done(Membership record) {
        done = true;
        return record;
    }

    /** What is missing, in words for the operator; empty when the group is formed. */
    public Optional<String> waitsFor() {
        if (done) {
            return Optional.empty();
        }
        Set<NodeId> silent = new TreeSet<>(configured);
        silent.remove(self.node());
        silent.removeAll(answered.keySet());
        return strangers()
                .or(this::differing)
                .or(() -> silent.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                "the group is not formed yet; for that, all configured nodes must run once; waiting for "
                                        + silent))
                .or(() -> Optional.of("the group is being formed"));
    }

    /** Somebody has a group, and we are not in it. */
    private Optional<String> strangers() {
        return answered.values().stream()
                .filter(each -> each.standing() == Introduction.Standing.FORMED
                        || each.standing() == Introduction.Standing.JOINED)
                .findFirst()
                .map(each -> "node " + each.node()
                        + " belongs to a group that was formed without this disk; this node does not"
                        + " vote. If its disk was replaced or emptied: quorate member replace --node " + self.node()
                        + "; if it is to be a new member: quorate member add --node " + self.node());
    }

    /** Whether there is a group without us: time alone will not change that. */
    public boolean isOutside() {
        return strangers().isPresent();
    }

    private Optional<String> differing() {
        return answered.values().stream()
                .filter(each -> configured.contains(each.node()))
                .filter(each -> !new TreeSet<>(each.configured()).equals(configured))
                .findFirst()
                .map(each -> "the configured peers differ: here " + configured + ", at " + each.node() + " "
                        + each.configured().stream().map(NodeId::value).collect(Collectors.joining(", ", "[", "]")));
    }
}
