package io.quorate.raft;

import io.quorate.raft.quorum.Majority;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A leader's rounds of asking whether it still leads (ReadIndex: Raft §8, dissertation §6.4). A read must not be answered by
 * a replica that was replaced without knowing it; so it waits until a majority has shown, after the read came in, that it
 * still follows. All reads that wait share a round, the next round begins when the one under way has ended.
 */
final class ReadRounds {
    /** More at a time are refused: own ones at once, those of followers by silence, which they take for a loss. */
    static final int WAITING_MAX = 4 * OwnReads.WAITING_MAX;

    private record Read(NodeId from, long id) {}

    private final NodeState state;
    private final Map<NodeId, Long> echoed = new TreeMap<>(); // newest round each peer answered
    private List<Read> waiting = new ArrayList<>(); // for the next round
    private List<Read> asking = List.of(); // for the round under way
    private boolean underWay;
    private long newestRound;
    private long askingIndex; // committed when the round under way began

    private final ReadLease lease;

    ReadRounds(NodeState state) {
        this.state = state;
        this.lease = new ReadLease(state.config.leadership().leaseTicks());
    }

    ReadLease lease() {
        return lease;
    }

    /** Carried by every append request from now on; so a lost question is repeated with the next heartbeat. */
    long newestRound() {
        return newestRound;
    }

    /** Takes a read of this replica's own or of a follower's. */
    void add(NodeId from, long id) {
        if (waiting.size() + asking.size() < WAITING_MAX) {
            waiting.add(new Read(from, id));
        } else if (from.equals(state.self())) {
            state.reads.fail(id);
        }
    }

    /**
     * Begins a round if reads wait for one and none is under way.
     *
     * @return whether one began: then the peers are to be asked
     */
    boolean beginIfWanted() {
        return !waiting.isEmpty() && begin();
    }

    /** Begins a round, whether anybody waits or not: leases live from them. False if one is under way. */
    boolean begin() {
        if (underWay) {
            return false;
        }
        underWay = true;
        lease.roundBegins();
        newestRound++;
        askingIndex = state.committedIndex();
        asking = waiting;
        waiting = new ArrayList<>();
        return true;
    }

    /** Begins a round for its number's sake: whoever repeats it has heard of what happened before. */
    long next() {
        return ++newestRound;
    }

    /** A peer answered a request of this round in this term: it followed us when it got it. */
    void heard(NodeId peer, long round) {
        if (round <= newestRound) {
            echoed.merge(peer, round, Math::max);
        }
    }

    /** Answers the reads of the round under way once a majority has been heard in it. */
    void endIfConfirmed(Collection<NodeId> voters) {
        if (!underWay || !isConfirmedBy(voters)) {
            return;
        }
        underWay = false;
        lease.roundConfirmed();
        for (Read read : asking) {
            if (read.from().equals(state.self())) {
                state.reads.confirmed(read.id(), askingIndex);
            } else {
                state.send(new RaftMessage.ReadIndexReply(
                        state.self(), read.from(), state.term(), read.id(), askingIndex));
            }
        }
        asking = List.of();
    }

    private boolean isConfirmedBy(Collection<NodeId> voters) {
        int heard = 0;
        for (NodeId voter : voters) {
            if (voter.equals(state.self()) || echoed.getOrDefault(voter, 0L) == newestRound) {
                heard++;
            }
        }
        return heard >= Majority.size(voters.size());
    }
}
