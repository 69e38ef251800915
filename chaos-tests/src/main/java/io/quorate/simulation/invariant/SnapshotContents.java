package io.quorate.simulation.invariant;

import io.quorate.raft.log.LogBase;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.GroupObserver;
import io.quorate.simulation.world.SimulatedNode;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/** What a node takes for the state at some index, some node has written down as that, byte for byte. */
public final class SnapshotContents implements GroupObserver {
    private final Map<Long, Set<Long>> taken = new HashMap<>(); // checksums by index

    @Override
    public void snapshotTaken(SimulatedNode node, long index, List<ByteBuffer> snapshot) {
        taken.computeIfAbsent(index, absent -> new HashSet<>()).add(crcOf(snapshot));
    }

    @Override
    public void restores(SimulatedNode node, LogBase base, ByteBuffer snapshot) {
        if (!taken.getOrDefault(base.index(), Set.of()).contains(crcOf(List.of(snapshot)))) {
            throw new CheckFailure(
                    "snapshot contents",
                    node + " takes " + snapshot.remaining() + " bytes for the state at index " + base.index()
                            + " that nobody has written down as that");
        }
    }

    private static long crcOf(List<ByteBuffer> bytes) {
        CRC32C crc = new CRC32C();
        bytes.forEach(each -> crc.update(each.duplicate()));
        return crc.getValue();
    }
}
