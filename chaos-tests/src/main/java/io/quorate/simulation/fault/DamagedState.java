package io.quorate.simulation.fault;

import io.quorate.simulation.world.NodeStorage;
import io.quorate.simulation.world.SimulatedNode;
import java.io.IOException;
import java.util.List;

/** One of the two copies of a node's hard state rots while it is down: the other one must know every promise. */
final class DamagedState implements Fault {
    private static final int SLOT_BYTES = NodeStorage.STATE_SLOT_BYTES;

    @Override
    public void inject(Injection injection) {
        List<SimulatedNode> candidates = injection.group().nodes().stream()
                .filter(node -> !node.isLostForGood() && !isSecretlyDamaged(node))
                .toList();
        if (candidates.isEmpty()) {
            return;
        }
        SimulatedNode node = injection.chance().pick(candidates);
        if (node.isUp()) {
            Losses.tell(injection, node, 30);
            injection.soon(node::start);
        }
        // It may be down by a kill, with one copy on its way to the platter. And this may tear that copy: then it
        // is that one that goes on rotting.
        node.crash();
        int slot = injection.chance().below(2);
        int sound = node.storage().soundSlots();
        if (sound == 0) {
            return;
        }
        int rotting = sound == 0b11 ? slot : sound == 0b01 ? 1 : 0;
        injection.injected(node + " slot " + rotting);
        rot(injection, node, rotting);
    }

    /**
     * The newer copy alone knows the newest watermark. With that gone, too, bytes lost of the log look torn, not damaged: two
     * independent losses of one disk, which no watermark tells from a crash (seed 7103 of 2df8ce9, docs/adr/0010).
     */
    private static boolean isSecretlyDamaged(SimulatedNode node) {
        return node.disks().isDamaged() && !node.hasRepaired();
    }

    private static void rot(Injection injection, SimulatedNode node, int slot) {
        try {
            long offset = (long) slot * SLOT_BYTES + injection.chance().below(SLOT_BYTES);
            node.storage().rotState(offset, injection.chance().below(Byte.SIZE));
        } catch (IOException e) {
            throw new IllegalStateException("the file is there", e);
        }
        if (Integer.bitCount(node.storage().soundSlots()) == 1) {
            injection.bites();
        }
    }
}
