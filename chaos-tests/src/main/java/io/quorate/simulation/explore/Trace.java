package io.quorate.simulation.explore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The way to a violation, in the words of one group from the start.
 *
 * @param exact whether it was met again on this way, with no message but those that left on it
 */
record Trace(List<String> lines, boolean exact) {
    private static final String BROKEN = "    broken: ";

    /** @param fresh a group that nothing has happened to yet */
    static Trace to(GroupState last, int lastNode, int lastInput, Group fresh, Group explored) {
        Deque<GroupState> way = new ArrayDeque<>();
        for (GroupState at = last; at.parent != null; at = at.parent) {
            way.addFirst(at);
        }
        Permutations permutations = explored.permutations();
        List<String> lines = new ArrayList<>();
        boolean possible = true;
        int back = 0; // from the names of the state at hand to those at the start
        for (GroupState each : way) {
            possible &=
                    walk(fresh, permutations.image(back, each.node), explored.renamedInput(back, each.input), lines);
            back = permutations.product(back, permutations.inverse(each.frame));
        }
        possible &= walk(fresh, permutations.image(back, lastNode), explored.renamedInput(back, lastInput), lines);
        return new Trace(lines, possible && lines.get(lines.size() - 1).startsWith(BROKEN));
    }

    private static boolean walk(Group group, int node, Input input, List<String> lines) {
        int number = group.number(input);
        boolean possible = !(input instanceof Input.Deliver) || group.has(number);
        lines.add(CoreNode.nodeId(node) + ": " + input + (possible ? "" : "   (which left on another way)"));
        try {
            group.step(node, number);
            lines.add("    " + group.facts(node).describe(CoreNode.nodeId(node)));
        } catch (Violation broken) {
            lines.add(BROKEN + broken.getMessage());
        }
        return possible;
    }
}
