package io.quorate.simulation.explore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The way to a violation, in the words of one group from the start.
 *
 * @param exact whether it was walked again, with no message but those that left on the way
 */
record Trace(List<String> lines, boolean exact) {
    /** @param fresh a group that nothing has happened to yet */
    static Trace to(GroupState last, int lastNode, int lastInput, Group fresh, Group explored) {
        Deque<GroupState> way = new ArrayDeque<>();
        for (GroupState at = last; at.parent != null; at = at.parent) {
            way.addFirst(at);
        }
        Permutations permutations = explored.permutations();
        List<String> lines = new ArrayList<>();
        boolean exact = true;
        int frame = 0; // from the names at the start to those of the state at hand
        for (GroupState each : way) {
            int back = permutations.inverse(frame);
            exact &= walk(fresh, permutations.image(back, each.node), explored.input(explored.renamed(back, each.input)), lines);
            frame = permutations.product(each.frame, frame);
        }
        int back = permutations.inverse(frame);
        exact &= walk(fresh, permutations.image(back, lastNode), explored.input(explored.renamed(back, lastInput)), lines);
        return new Trace(lines, exact);
    }

    private static boolean walk(Group group, int node, Input input, List<String> lines) {
        int number = group.number(input);
        boolean possible = !(input instanceof Input.Deliver) || group.has(number);
        lines.add(CoreNode.nodeId(node) + ": " + input + (possible ? "" : "   (which left on another way)"));
        try {
            group.step(node, number);
            lines.add("    " + group.facts(node).describe(CoreNode.nodeId(node)));
        } catch (Violation broken) {
            lines.add("    " + broken.getMessage());
        }
        return possible;
    }
}
