package io.quorate.simulation.invariant;

import io.quorate.raft.Role;
import io.quorate.raft.log.CorruptEntryException;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.GroupMembership;
import io.quorate.simulation.world.GroupObserver;
import io.quorate.simulation.world.SimulatedGroup;
import io.quorate.simulation.world.SimulatedNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/**
 * The one committed log: what any node calls committed is, at that moment, on the disks of a majority (Raft §5.3, §5.4); every
 * node has it byte for byte; nobody removes it; every leader of a later term has it (leader completeness, Raft §5.4).
 */
public final class CommittedLog implements GroupObserver {
    private record Committed(long term, int lengthBytes, long crc, long fingerprintBefore) {}

    private static final int FINGERPRINT_AT = 48;

    private final SimulatedGroup group;
    private final List<Committed> entries = new ArrayList<>(); // entries.get(i) has index i + 1
    private final TreeMap<Long, Long> committedInTerm = new TreeMap<>(); // term -> newest index known committed in it
    private final long[] compared; // by node, in this life
    private final long[] ledTerm; // by node
    private final Membership[] counted; // by node, after its last step

    public CommittedLog(SimulatedGroup group) {
        this.group = group;
        compared = new long[group.nodes().size()];
        ledTerm = new long[compared.length];
        counted = new Membership[compared.length];
    }

    public long lastIndex() {
        return entries.size();
    }

    @Override
    public void started(SimulatedNode node) {
        compared[node.number()] = 0; // all of it is looked at again
        ledTerm[node.number()] = 0;
        counted[node.number()] = null;
    }

    @Override
    public void stepped(SimulatedNode node) {
        ReplicaView view = node.view();
        if (view.role() == Role.LEADER && ledTerm[node.number()] != view.term()) {
            ledTerm[node.number()] = view.term();
            checkLeaderIsComplete(node, view.term());
        }
        long end =
                Math.min(view.committedIndex(), node.log().lastIndex()); // less while a snapshot takes the log's place
        if (compared[node.number()] < node.log().firstIndex() - 1) {
            checkBase(node, node.log().base());
            compared[node.number()] = node.log().firstIndex() - 1;
        }
        while (compared[node.number()] < end) {
            long index = ++compared[node.number()];
            look(node, node.log().entryAt(index), view.term());
        }
        counted[node.number()] = view.membership().membership();
    }

    private void look(SimulatedNode node, EntryMeta meta, long inTerm) {
        ByteBuffer bytes = node.log().read(meta.index());
        if (meta.index() <= entries.size() && !isSound(node, bytes)) {
            return; // rotten under a start that did not read it; what comes of it is seen when all has healed
        }
        Committed found = committed(meta, bytes);
        if (meta.index() > entries.size()) {
            checkMajorityHasIt(node, meta, bytes);
            entries.add(found);
            committedInTerm.merge(inTerm, meta.index(), Math::max);
        } else if (!entries.get((int) meta.index() - 1).equals(found)) {
            throw new CheckFailure(
                    "log identity",
                    node + " calls entry " + meta.index() + " committed as " + found + ", others as "
                            + entries.get((int) meta.index() - 1));
        }
    }

    private static boolean isSound(SimulatedNode node, ByteBuffer entry) {
        try {
            node.log().parse(entry);
            return true;
        } catch (CorruptEntryException damaged) {
            return false;
        }
    }

    /** What a node dropped behind a base is what everybody has there. */
    private void checkBase(SimulatedNode node, LogBase base) {
        boolean known = base.index() <= entries.size();
        boolean continued = base.index() >= entries.size()
                || entries.get((int) base.index()).fingerprintBefore() == base.fingerprint();
        if (!known || !continued) {
            throw new CheckFailure(
                    "log identity",
                    node + " has a log that begins at " + base + ", which is not what is committed there");
        }
    }

    /** Of what the leader counts now, or counted before what it did last: it may have changed the group just after. */
    private void checkMajorityHasIt(SimulatedNode node, EntryMeta meta, ByteBuffer bytes) {
        Membership now = node.view().membership().membership();
        Membership before = counted[node.number()];
        Predicate<Member> holds = voter -> group.nodeOf(voter.node()).disks().holds(voter.storageId(), meta, bytes);
        if (!GroupMembership.hasMajority(now, holds)
                && (before == null || !GroupMembership.hasMajority(before, holds))) {
            throw new CheckFailure(
                    "commit on a majority's disks",
                    node + " calls entry " + meta.index() + " of term " + meta.term()
                            + " committed, but of the disks of "
                            + now.voters() + " only these have it: "
                            + now.voters().stream().filter(holds).toList());
        }
    }

    private void checkLeaderIsComplete(SimulatedNode node, long term) {
        Map.Entry<Long, Long> earlier = committedInTerm.lowerEntry(term);
        if (earlier == null) {
            return;
        }
        long index = committedInTerm.headMap(term).values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        if (!has(node, index)) {
            throw new CheckFailure(
                    "leader completeness",
                    node + " leads in term " + term + " without entry " + index + ", committed in term "
                            + earlier.getKey() + " or before; its log ends at "
                            + node.log().lastIndex());
        }
    }

    /** Whether the node's log has the committed entry: then it has all before it, since entries are chained. */
    private boolean has(SimulatedNode node, long index) {
        if (node.log().lastIndex() < index || index < node.log().firstIndex()) {
            return index < node.log().firstIndex(); // behind the base, which is looked at elsewhere
        }
        EntryMeta meta = node.log().entryAt(index);
        return entries.get((int) index - 1).equals(committed(meta, node.log().read(index)));
    }

    @Override
    public void truncates(SimulatedNode node, long fromIndex) {
        if (fromIndex <= entries.size() && has(node, fromIndex)) {
            throw new CheckFailure(
                    "no truncation below commit", node + " removes entry " + fromIndex + ", which is committed");
        }
    }

    private static Committed committed(EntryMeta meta, ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        // The header's fingerprint stands for everything before the entry.
        return new Committed(meta.term(), meta.lengthBytes(), crc.getValue(), bytes.getLong(FINGERPRINT_AT));
    }
}
