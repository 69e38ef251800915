package io.quorate.simulation.check.trace;

import io.quorate.simulation.check.trace.NodeEvent.ClientAck;
import io.quorate.simulation.check.trace.NodeEvent.ReadOk;

/** What clients are told is decided (Raft §6.4 of the dissertation for reads). */
final class ClientInvariants implements Invariant {
    @Override
    public void judge(NodeEvent event, TracedNode node, TracedGroup group, Report report) {
        if (event instanceof ClientAck ack) {
            String name = "I11 clients hear of what is committed and applied";
            report.check(ack.index() <= node.commit, name, "committed " + node.commit);
            report.check(ack.index() <= node.applied, name, "applied " + node.applied);
        } else if (event instanceof ReadOk read) {
            Long least = node.reads.get(read.readId());
            String name = "I11 a read reflects all that was committed when it began";
            if (least == null) {
                report.broken(name, "it did not begin in this life");
                return;
            }
            // Whatever confirmed the leadership, a round or a lease: nobody else may have committed more by then.
            report.check(read.index() >= least, name, "committed in the group " + least);
            report.check(node.applied >= read.index(), name, "applied " + node.applied);
        }
    }
}
