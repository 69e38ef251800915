package io.quorate.raft;

import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a leader sends so that the other logs become its own (AppendEntries, Raft §5.3): entries, probes, heartbeats, and the
 * offer of a snapshot where the entries are gone. Says nothing about what is committed; it tells of it only.
 */
final class Replication {
    private final NodeState state;
    private final Map<NodeId, Progress> progress; // of the leader's peer table: follows it
    private final ReadRounds rounds;

    Replication(NodeState state, PeerTable peers, ReadRounds rounds) {
        this.state = state;
        this.progress = peers.progress();
        this.rounds = rounds;
    }

    void heartbeats() {
        progress.forEach(this::heartbeat);
    }

    void heartbeat(NodeId peer, Progress each) {
        if (needsSnapshot(each)) {
            offerSnapshot(peer, each);
            return;
        }
        if (each.state() == Progress.State.SNAPSHOT) {
            each.probeAgain(); // what it lacks was mended since
        }
        // At nextIndex - 1 rather than at what is flushed: a follower that lost requests on the way says so.
        sendRange(peer, each, List.of());
        each.allowAnotherProbe();
    }

    /** An idle follower hears of a commit by the next tick, a busy one with the next entries. */
    void tellCommit() {
        progress.forEach((peer, each) -> {
            if (each.state() == Progress.State.REPLICATING && each.sentCommittedIndex() < state.committedIndex()) {
                sendEmpty(peer, each);
            }
        });
    }

    /** Asks everybody, without entries, for the newest round. */
    void askRound() {
        progress.forEach(this::sendEmpty);
    }

    /** Without entries: for the round, or what is committed. Who lacks what a snapshot would bring is not told, nor asked. */
    void sendEmpty(NodeId peer, Progress each) {
        if (!needsSnapshot(each)) {
            sendRange(peer, each, List.of());
        }
    }

    void sendWhatMay() {
        progress.forEach(this::sendWhatMay);
    }

    /** As many of the entries that the follower lacks as may be under way to it. */
    void sendWhatMay(NodeId peer, Progress each) {
        if (needsSnapshot(each)) {
            if (each.state() != Progress.State.SNAPSHOT) {
                offerSnapshot(peer, each);
            }
            return;
        }
        while (each.maySend() && each.nextIndex() <= state.log.lastIndex()) {
            List<EntryMeta> entries = nextEntries(each.nextIndex());
            EntryMeta last = entries.get(entries.size() - 1);
            sendRange(peer, each, entries);
            each.sent(last.index(), last.endPosition() - entries.get(0).position());
        }
    }

    /** The follower refused a request: looks for the place where the logs agree, further back. */
    void rejected(RaftMessage.AppendReply reply, Progress each) {
        if (!each.rejected(reply.matchedIndex(), agreedAtMost(reply.flushedIndex(), reply.hintTerm()))) {
            return;
        }
        sendWhatMay(reply.from(), each);
        if (each.nextIndex() > state.log.lastIndex()) {
            sendEmpty(reply.from(), each); // nothing to send, but the place is still to be found
        }
    }

    /** Whether the next entry for this follower cannot be sent: it has been removed from our log, or is damaged there for good. */
    boolean needsSnapshot(Progress each) {
        return each.nextIndex() < state.servedFrom();
    }

    /** InstallSnapshot (Raft §7), as an offer: the follower fetches the snapshot at our log's base, or a later one, at its own pace. */
    private void offerSnapshot(NodeId peer, Progress each) {
        each.awaitSnapshot();
        long index = state.snapshotIndex();
        state.send(new RaftMessage.SnapshotOffer(
                state.self(), peer, state.term(), index, state.log.termAt(index), rounds.newestRound()));
    }

    private List<EntryMeta> nextEntries(long first) {
        List<EntryMeta> entries = new ArrayList<>();
        long bytes = 0;
        for (long index = first; index <= state.log.lastIndex(); index++) {
            EntryMeta entry = state.log.entryAt(index);
            bytes += entry.lengthBytes();
            if (!entries.isEmpty() && bytes > state.config.appendBytesMax()) {
                break;
            }
            entries.add(entry);
        }
        return entries;
    }

    private void sendRange(NodeId peer, Progress each, List<EntryMeta> entries) {
        long prevIndex = each.nextIndex() - 1;
        state.send(new RaftMessage.AppendRequest(
                state.self(),
                peer,
                state.term(),
                prevIndex,
                state.log.termAt(prevIndex),
                entries,
                state.committedIndex(),
                rounds.newestRound(),
                List.of()));
        each.sentCommittedIndex(state.committedIndex());
    }

    /** The newest of our entries that can agree with a follower whose log has {@code term} at {@code index}. */
    private long agreedAtMost(long index, long term) {
        long at = Math.min(index, state.log.lastIndex());
        while (at > state.log.firstIndex() - 1 && state.log.termAt(at) > term) {
            at--;
        }
        return at;
    }
}
