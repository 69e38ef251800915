package io.quorate.simulation.explore;

import java.util.ArrayList;
import java.util.List;

/**
 * What is so at every node and what was promised, with everything the nodes can then believe and everything that can be on
 * its way. The group can be in many states that are one situation; {@link Explorer} follows them together.
 */
final class Situation {
    final int[] truths;
    final int history;
    final int latestTerm; // of any node

    // How it was first reached.
    final Situation parent; // null: the first of all
    final int depth;

    // Local states of each node, messages to each node, messages that wait for their sender's hard state.
    final IntSet[] locals;
    final IntSet[] inboxes;
    final IntSet held = new IntSet();

    // Invariant: everything up to these counts was tried with everything else up to them, and passed on.
    final int[] localsTried;
    final int[] inboxesTried;
    int heldPassed;

    final List<Way> ways = new ArrayList<>();
    boolean queued;

    /**
     * A step that leads to another situation. What the other nodes believe stays as it is.
     *
     * @param node whose step it is
     * @param truth its truth after it
     * @param history after it, by the names of this situation
     * @param frame what the names are changed by to get those of {@code to}
     */
    record Way(Situation to, int frame, int node, int truth, int history, Held held) {}

    /** What becomes of the messages that a node holds, by a step of its own. */
    enum Held {
        KEPT,
        LEFT,
        LOST
    }

    Situation(int[] truths, int history, int latestTerm, Situation parent) {
        this.truths = truths;
        this.history = history;
        this.latestTerm = latestTerm;
        this.parent = parent;
        this.depth = parent == null ? 0 : parent.depth + 1;
        int nodes = truths.length;
        locals = new IntSet[nodes];
        inboxes = new IntSet[nodes];
        for (int node = 0; node < nodes; node++) {
            locals[node] = new IntSet();
            inboxes[node] = new IntSet();
        }
        localsTried = new int[nodes];
        inboxesTried = new int[nodes];
    }

    /** The known way of such a step, or null. */
    Way way(int node, int truth, int toHistory, Held held) {
        for (Way way : ways) {
            if (way.node == node && way.truth == truth && way.history == toHistory && way.held == held) {
                return way;
            }
        }
        return null;
    }

    /** How many states of the group this one situation stands for, sets of messages counted once. */
    double states() {
        double states = 1;
        for (IntSet each : locals) {
            states *= each.size();
        }
        return states;
    }
}
