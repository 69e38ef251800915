package io.quorate.simulation.invariant;

import io.quorate.raft.RaftMessage;
import io.quorate.raft.log.EntryMeta;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.GroupObserver;
import io.quorate.simulation.world.SimulatedNode;

/**
 * What a node calls flushed is on its disk: in its own count, and before an append reply tells the leader. And after a
 * crash it is still there.
 */
public final class DurableAcks implements GroupObserver {
    private static final String NAME = "durable acks";

    private final long[] forced; // seen on the disk up to here
    private final long[] told; // in append replies
    private final long[] toldTerm; // term of that entry

    public DurableAcks(int size) {
        forced = new long[size];
        told = new long[size];
        toldTerm = new long[size];
    }

    @Override
    public void sends(SimulatedNode node, RaftMessage message) {
        // A reply of an older term waited for the hard state; its entry may have been overwritten since.
        if (message instanceof RaftMessage.AppendReply reply
                && reply.accepted()
                && reply.term() == node.view().term()) {
            checkForced(node, reply.flushedIndex(), "tells the leader");
            if (reply.flushedIndex() > told[node.number()]) {
                told[node.number()] = reply.flushedIndex();
                toldTerm[node.number()] = node.log().termAt(reply.flushedIndex());
            }
        }
    }

    @Override
    public void stepped(SimulatedNode node) {
        checkForced(node, node.view().flushedIndex(), "counts itself");
    }

    private void checkForced(SimulatedNode node, long flushedIndex, String claim) {
        int number = node.number();
        if (flushedIndex > node.log().lastIndex()) {
            return; // a snapshot is taking the log's place
        }
        // What is before the log's base is in a snapshot.
        forced[number] = Math.max(forced[number], node.log().firstIndex() - 1);
        while (forced[number] < flushedIndex) {
            EntryMeta meta = node.log().entryAt(forced[number] + 1);
            // What rotted had been forced. Mending it may fail half way, and will be tried again (seed 1046).
            if (!node.storage().isForced(meta, node.log().read(meta.index()))
                    && !node.disks().isRotten(meta)) {
                throw new CheckFailure(
                        NAME,
                        node + " " + claim + " that entry " + flushedIndex + " is flushed, but a power loss would take "
                                + "entry " + meta.index() + " of term " + meta.term());
            }
            forced[number] = meta.index();
        }
    }

    @Override
    public void truncates(SimulatedNode node, long fromIndex) {
        int number = node.number();
        forced[number] = Math.min(forced[number], fromIndex - 1);
        if (told[number] >= fromIndex) {
            told[number] = fromIndex - 1;
            toldTerm[number] = node.log().termAt(fromIndex - 1);
        }
    }

    @Override
    public void wiped(SimulatedNode node) {
        told[node.number()] = 0;
        toldTerm[node.number()] = 0;
    }

    @Override
    public void started(SimulatedNode node) {
        int number = node.number();
        long baseIndex = node.log().firstIndex() - 1;
        long lastIndex = node.log().lastIndex();
        forced[number] = baseIndex; // all that is kept is looked at again
        if (node.view().repairing()) {
            // It knows that it lost something, and will not vote as if it had it.
            told[number] = baseIndex;
            toldTerm[number] = node.log().termAt(baseIndex);
        }
        boolean kept = told[number] <= baseIndex
                || (told[number] <= lastIndex && node.log().termAt(told[number]) == toldTerm[number]);
        if (!kept) {
            throw new CheckFailure(
                    NAME,
                    node + " had told that its entry " + told[number] + " of term " + toldTerm[number]
                            + " is flushed, but starts with a log that ends at " + lastIndex + " of term "
                            + node.log().lastTerm());
        }
    }
}
