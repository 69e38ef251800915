package io.quorate.simulation.invariant;

import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogBase;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.GroupObserver;
import io.quorate.simulation.world.SimulatedNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * State machine safety (Raft §5.4.3): at the same applied index every node has the same state, in each of its lives; so a
 * state rebuilt after a restart is the one that was lost.
 */
public final class AppliedState implements GroupObserver {
    private final List<Long> hashes = new ArrayList<>(); // hashes.get(i) is that after index i + 1

    @Override
    public void restored(SimulatedNode node, LogBase base, long stateHash) {
        if (base.index() > hashes.size() || hashes.get((int) base.index() - 1) != stateHash) {
            throw new CheckFailure(
                    "applied state",
                    node + " takes a snapshot of index " + base.index()
                            + " and has another state than others had after it");
        }
    }

    @Override
    public void applied(SimulatedNode node, EntryMeta meta, ByteBuffer entry, long stateHash) {
        int at = (int) meta.index() - 1;
        if (at == hashes.size()) {
            hashes.add(stateHash);
        } else if (at > hashes.size() || hashes.get(at) != stateHash) {
            throw new CheckFailure(
                    "applied state",
                    node + " has applied entry " + meta.index() + " of term " + meta.term()
                            + " and has another state than others had after it");
        }
    }
}
