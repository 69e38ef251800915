package io.quorate.simulation.fault;

import io.quorate.raft.log.EntryMeta;
import io.quorate.simulation.world.SimulatedNode;
import java.util.List;

/**
 * Bits of a sealed segment rot while its node runs. It must notice by itself, and get the entry back from another; if it starts
 * anew before it has, it counts as damaged as any other. Only headers rot: who pulls a message is not told that its bytes
 * are others now, and the checkers would rightly complain.
 */
final class Rot implements Fault {
    private static final int ENTRIES_MAX = 4;
    private static final int HEADER_BYTES = 56;

    @Override
    public void inject(Injection injection) {
        List<SimulatedNode> able = injection.group().nodes().stream()
                .filter(node -> node.isUp()
                        && sealedIndex(injection, node) > node.log().base().index())
                .toList();
        if (able.isEmpty()) {
            return;
        }
        SimulatedNode node = injection.chance().pick(able);
        if (injection.atlas().mayDamage(node)) {
            injection.injected(node.toString());
            for (int count = 1 + injection.chance().below(ENTRIES_MAX); count > 0; count--) {
                rot(injection, node);
            }
        }
    }

    private static void rot(Injection injection, SimulatedNode node) {
        long index = injection.chance().between(node.log().firstIndex(), sealedIndex(injection, node));
        EntryMeta entry = node.log().entryAt(index);
        long position = entry.position() + injection.chance().below(HEADER_BYTES);
        node.rot(position, injection.chance().below(8), injection::bites);
    }

    /** The last entry of the last segment whose entries are all flushed and applied. */
    private static long sealedIndex(Injection injection, SimulatedNode node) {
        long settled = Math.min(node.view().appliedIndex(), node.view().flushedIndex());
        long segmentBytes = injection.group().options().disk().segmentBytes();
        long index = settled;
        long base = node.log().base().index();
        while (index > base && node.log().entryAt(index).endPosition() % segmentBytes != 0) {
            index--;
        }
        return index;
    }
}
