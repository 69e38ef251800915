package io.quorate.simulation.fault;

import io.quorate.commitlog.disk.SimulatedDisk;
import io.quorate.raft.runtime.DurableState;
import io.quorate.simulation.world.SimulatedNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Bits of a log rot while its node is down, below the watermark: what rots in the moment before it is written cannot be told
 * from a torn tail. A node that starts from that must notice, stay out of elections and get back what it lost; until it has, it
 * counts as lost.
 */
final class Damage implements Fault {
    private static final int BITS_MAX = 5;

    @Override
    public void inject(Injection injection) {
        List<SimulatedNode> down = injection.group().nodes().stream()
                .filter(node -> !node.isUp() && watermark(node) > 0)
                .toList();
        if (down.isEmpty()) {
            return;
        }
        SimulatedNode node = injection.chance().pick(down);
        if (injection.atlas().mayDamage(node)) {
            injection.injected(node.toString());
            node.disks().expectDamage(injection::bites);
            rot(injection, node);
        }
    }

    private static long watermark(SimulatedNode node) {
        return node.storage().forcedState().map(DurableState::flushedPosition).orElse(0L);
    }

    private static void rot(Injection injection, SimulatedNode node) {
        SimulatedDisk disk = node.storage().disk();
        try {
            for (int bits = 1 + injection.chance().below(BITS_MAX); bits > 0; bits--) {
                long position = injection.chance().between(0, watermark(node) - 1);
                Path segment = node.storage().segmentPath(position);
                if (disk.exists(segment)) {
                    node.storage().forgetEntries(position);
                    long offset = position % injection.group().options().disk().segmentBytes();
                    disk.flipBit(segment, offset, injection.chance().below(8));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the segment is there", e);
        }
    }
}
