package io.quorate.simulation.check.trace;

import io.quorate.simulation.check.trace.NodeEvent.Install;
import io.quorate.simulation.check.trace.NodeEvent.Snapshot;
import io.quorate.simulation.check.trace.TracedNode.Entry;

/** A snapshot is the state at its index, and installing one takes nothing away. */
final class SnapshotInvariants implements Invariant {
    @Override
    public void judge(NodeEvent event, TracedNode node, TracedGroup group, Report report) {
        if (event instanceof Snapshot snapshot) {
            checkHash(snapshot.index(), snapshot.hash(), group, report);
        } else if (event instanceof Install install) {
            checkHash(install.index(), install.hash(), group, report);
            String name = "I13 an installed snapshot takes nothing back";
            report.check(install.index() >= node.applied, name, "applied " + node.applied);
            Entry there = node.entryAt(install.index());
            boolean follows = there != null && there.term() == install.term();
            report.check(!follows || install.last() >= node.durable, name, "matching and durable " + node.durable);
        }
    }

    private static void checkHash(long index, long hash, TracedGroup group, Report report) {
        Long known = group.hashes.get(index);
        report.check(
                known == null || known == hash,
                "I13 a snapshot is the state at its index",
                "the state at " + index + " is " + known);
    }
}
