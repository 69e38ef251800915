package io.quorate.simulation.check.trace;

import io.quorate.simulation.check.trace.NodeEvent.Append;
import io.quorate.simulation.check.trace.NodeEvent.Apply;
import io.quorate.simulation.check.trace.NodeEvent.Boot;
import io.quorate.simulation.check.trace.NodeEvent.Commit;
import io.quorate.simulation.check.trace.NodeEvent.Configuration;
import io.quorate.simulation.check.trace.NodeEvent.Durable;
import io.quorate.simulation.check.trace.NodeEvent.FlushFailed;
import io.quorate.simulation.check.trace.NodeEvent.Follower;
import io.quorate.simulation.check.trace.NodeEvent.Install;
import io.quorate.simulation.check.trace.NodeEvent.Leader;
import io.quorate.simulation.check.trace.NodeEvent.Member;
import io.quorate.simulation.check.trace.NodeEvent.ReadBegun;
import io.quorate.simulation.check.trace.NodeEvent.ReadOk;
import io.quorate.simulation.check.trace.NodeEvent.Snapshot;
import io.quorate.simulation.check.trace.NodeEvent.Truncate;
import io.quorate.simulation.check.trace.NodeEvent.Vote;
import io.quorate.simulation.check.trace.NodeEvent.VotePersisted;
import io.quorate.simulation.check.trace.TracedNode.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All nodes as their events tell them, and what is known of the group as a whole. It believes what it is told. */
final class TracedGroup {
    /** What a leader of {@code inTerm} was the first to call committed. */
    record Committed(Entry entry, long inTerm) {}

    record EntryId(long index, long term) {}

    final Map<Long, String> leaders = new HashMap<>(); // by term
    final Map<EntryId, Long> fingerprints = new HashMap<>();
    final Map<Long, Long> hashes = new HashMap<>(); // of the state, by index
    private final Map<String, Map<Long, String>> votes = new HashMap<>(); // by node and term
    private final List<Committed> committed = new ArrayList<>(); // at place i that of index i + 1
    private final Map<String, TracedNode> nodes = new TreeMap<>();
    private final Set<Member> firstVoters;

    TracedGroup(Set<Member> firstVoters) {
        this.firstVoters = firstVoters;
    }

    TracedNode node(String name) {
        return nodes.computeIfAbsent(name, TracedNode::new);
    }

    Set<Member> votersOf(TracedNode node) {
        return node.voters == null ? firstVoters : node.voters;
    }

    /** null if it has not voted in this term. */
    String voteOf(String node, long term) {
        return votes.getOrDefault(node, Map.of()).get(term);
    }

    long committedIndex() {
        return committed.size();
    }

    /** null if no leader ever committed it. */
    Committed committedAt(long index) {
        return index >= 1 && index <= committed.size() ? committed.get((int) index - 1) : null;
    }

    void take(NodeEvent event) {
        TracedNode node = node(event.node());
        if (event instanceof Boot boot) {
            boot(node, boot);
        } else if (event instanceof VotePersisted persisted) {
            node.persistedTerm = persisted.term();
            node.persistedVote = persisted.votedFor();
            node.term = Math.max(node.term, persisted.term());
        } else if (event instanceof Vote vote) {
            votes.computeIfAbsent(vote.node(), any -> new HashMap<>()).put(vote.term(), vote.candidate());
        } else if (event instanceof Leader leader) {
            node.leads = true;
            node.term = leader.term();
            leaders.put(leader.term(), leader.node());
        } else if (event instanceof Follower follower) {
            node.leads = false;
            node.term = follower.term();
        } else {
            takeOfLog(node, event);
        }
    }

    private void takeOfLog(TracedNode node, NodeEvent event) {
        if (event instanceof Append append) {
            node.append(append.index(), new Entry(append.term(), append.fingerprint()));
            fingerprints.put(new EntryId(append.index(), append.term()), append.fingerprint());
        } else if (event instanceof Truncate truncate) {
            node.truncate(truncate.fromIndex());
        } else if (event instanceof Durable durable) {
            node.durable = durable.upTo();
            node.durableAtFailure = Long.MAX_VALUE;
        } else if (event instanceof FlushFailed) {
            node.flushFailed = true;
            node.durableAtFailure = node.durable;
        } else if (event instanceof Commit commit) {
            commit(node, commit.index());
        } else if (event instanceof Apply apply) {
            node.applied = apply.index();
            hashes.put(apply.index(), apply.hash());
        } else if (event instanceof Snapshot snapshot) {
            hashes.put(snapshot.index(), snapshot.hash());
        } else if (event instanceof Install install) {
            install(node, install);
        } else if (event instanceof Configuration configuration) {
            node.voters = configuration.voters();
            node.configurationIndex = configuration.index();
        } else if (event instanceof ReadBegun read) {
            node.reads.put(read.readId(), committedIndex());
        } else if (event instanceof ReadOk read) {
            node.reads.remove(read.readId());
        }
    }

    private static void boot(TracedNode node, Boot boot) {
        node.storageIds.add(boot.storageId());
        node.storageId = boot.storageId();
        node.term = boot.term();
        node.persistedTerm = boot.term();
        node.persistedVote = boot.votedFor();
        node.leads = false;
        node.flushFailed = false;
        node.truncate(boot.last() + 1);
        node.pad(boot.last());
        node.durable = boot.durable();
        node.commit = boot.commit();
        node.applied = boot.applied();
        node.reads.clear();
    }

    private void commit(TracedNode node, long index) {
        if (node.leads) {
            for (long next = committedIndex() + 1; next <= index; next++) {
                committed.add(new Committed(node.entryAt(next), node.term));
            }
        }
        node.commit = index;
    }

    private void install(TracedNode node, Install install) {
        Entry there = node.entryAt(install.index());
        boolean follows = there != null && there.term() == install.term();
        node.install(install.index(), follows);
        node.truncate(install.last() + 1);
        node.pad(install.last());
        node.durable = Math.max(node.durable, install.index());
        node.commit = Math.max(node.commit, install.index());
        node.applied = install.index();
        hashes.put(install.index(), install.hash());
    }

    /** Voters of {@code node}'s membership on whose disks its entry at {@code index} is. */
    int copiesOnDisk(TracedNode node, long index) {
        Entry entry = node.entryAt(index);
        int copies = 0;
        for (Member voter : votersOf(node)) {
            TracedNode other = nodes.get(voter.node());
            boolean same = other != null && other.storageId == voter.storageId();
            if (same && other.durable >= index && sameEntry(entry, other.entryAt(index))) {
                copies++;
            }
        }
        return copies;
    }

    /** What is not known could be the same. */
    static boolean sameEntry(Entry a, Entry b) {
        return a == null || b == null || a.equals(b);
    }
}
