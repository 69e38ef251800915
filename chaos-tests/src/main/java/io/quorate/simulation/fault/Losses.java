package io.quorate.simulation.fault;

import io.quorate.simulation.world.SimulatedNode;

/** Who notices that a connection broke: a process killed closes its own, a machine without power does not. */
final class Losses {
    private Losses() {}

    /** Each other node notices with this chance that the node is gone. */
    static void tell(Injection injection, SimulatedNode gone, double percent) {
        for (SimulatedNode other : injection.group().nodes()) {
            if (other != gone && injection.chance().percent(percent)) {
                injection.group().tellLost(other, gone);
            }
        }
    }
}
