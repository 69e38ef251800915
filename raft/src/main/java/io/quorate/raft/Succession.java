package io.quorate.raft;

import io.quorate.raft.progress.Progress;
import io.quorate.raft.quorum.Majority;
import java.util.Map;
import java.util.Optional;

/**
 * When a leader gives its office away, and to whom: because it is told to, because its own disk has stopped (gray failure),
 * or because a preferred voter is there.
 */
final class Succession {
    private final NodeState state;
    private final PeerTable peers;
    private final ReadLease lease;
    private final HandOver handOver = new HandOver();
    private final Preference preference;
    private boolean disabled; // the hand-over under way is for our disk's sake
    private int heartbeatElapsed;
    private long committedNow; // at the last heartbeat
    private long committedBefore; // at the one before

    Succession(NodeState state, PeerTable peers, ReadLease lease) {
        this.state = state;
        this.peers = peers;
        this.lease = lease;
        this.preference = new Preference(state.config.leadership());
    }

    /** Whether the target of the hand-over under way was told to start its election. */
    boolean wasCalled() {
        return handOver.wasCalled();
    }

    /** Null if none is under way. */
    NodeId target() {
        return handOver.target();
    }

    /** Why the newest attempt came to nothing; null if it did not, or there was none. */
    String failure() {
        return handOver.failure();
    }

    /**
     * Begins to hand over; no entries are made from now on.
     *
     * @param wanted whom, or null for the voter in contact that has the most on its disk
     * @return why not, in words for the operator; empty if it is under way
     */
    Optional<String> begin(NodeId wanted) {
        Optional<String> objection = objectionTo(wanted);
        if (objection.isEmpty()) {
            handOver.begin(wanted == null ? best() : wanted, state.config.electionTicks());
            callIfCaughtUp();
        }
        return objection;
    }

    private Optional<String> objectionTo(NodeId wanted) {
        if (handOver.target() != null) {
            return Optional.of("leadership is being handed to " + handOver.target() + " already");
        }
        if (wanted == null) {
            return best() == null ? Optional.of("no other voter is in contact") : Optional.empty();
        }
        if (wanted.equals(state.self())) {
            return Optional.of(wanted + " leads already");
        }
        if (state.membership().find(wanted).isEmpty()) {
            return Optional.of("the group has no node " + wanted);
        }
        if (!peers.isVoter(wanted)) {
            return Optional.of(wanted + " is a learner, it cannot lead");
        }
        if (peers.progressOf(wanted).isRepairing()) {
            return Optional.of(wanted + " is getting back entries that it lost, and cannot lead before it has them");
        }
        return peers.votersInContact().containsKey(wanted)
                ? Optional.empty()
                : Optional.of(wanted + " is not in contact");
    }

    /** The voter in contact with the most on its disk; null if none is. */
    private NodeId best() {
        NodeId best = null;
        for (Map.Entry<NodeId, Progress> each : peers.votersInContact().entrySet()) {
            if (best == null
                    || each.getValue().flushedIndex() > peers.progressOf(best).flushedIndex()) {
                best = each.getKey();
            }
        }
        return best;
    }

    /** A target that has everything is told to start an election; a lost or late TimeoutNow is repeated. */
    void callIfCaughtUp() {
        NodeId target = handOver.target();
        if (target != null && !peers.isVoter(target)) {
            handOver.abort(target + " is no voter any more");
        } else if (target != null
                && peers.progressOf(target).flushedIndex() == state.log.lastIndex()
                && handOver.mayCall(state.config.heartbeatTicks())) {
            lease.surrender(); // this election asks for votes against the promise that leases rest on
            state.send(new RaftMessage.TimeoutNow(state.self(), target, state.term()));
        }
    }

    void lost(NodeId peer) {
        preference.lost(peer);
        if (peer.equals(handOver.target())) {
            handOver.abort("the connection to " + peer + " broke");
        }
    }

    /** Whether the leader should step down without a successor. */
    boolean tick() {
        if (++heartbeatElapsed >= state.config.heartbeatTicks()) {
            heartbeatElapsed = 0;
            committedBefore = committedNow;
            committedNow = state.committedIndex();
        }
        Map<NodeId, Progress> voters = peers.votersInContact();
        preference.tick(voters, committedBefore);
        boolean inVain = handOver.tick();
        if (state.flushes.isStalled()) {
            return giveWay(inVain);
        }
        disabled = false;
        callIfCaughtUp();
        givePreference(voters);
        return false;
    }

    /**
     * A leader whose disk has stopped gives way if the others can do without it: a majority has more on disk than we have.
     * Else nothing would be better for it: they could not elect without our vote, which could not be stored.
     */
    private boolean giveWay(boolean inVain) {
        if (disabled && inVain) {
            return othersDoBetter();
        }
        if (handOver.target() == null && othersDoBetter()) {
            disabled = true;
            begin(null);
        }
        callIfCaughtUp();
        return false;
    }

    private boolean othersDoBetter() {
        long better = peers.votersInContact().values().stream()
                .filter(each -> each.flushedIndex() > state.flushedIndex())
                .count();
        return better >= Majority.size(peers.voters().size());
    }

    private void givePreference(Map<NodeId, Progress> voters) {
        NodeId preferred = preference.preferred(voters);
        boolean changing = state.memberships.newest().index() > state.committedIndex();
        if (preferred != null && handOver.target() == null && !changing && state.mayPrefer()) {
            state.preferred();
            begin(preferred);
        }
    }
}
