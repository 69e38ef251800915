package io.quorate.simulation.explore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Visits all states of a group within a scope, nearest first. */
final class Explorer {
    private final Scope scope;
    private final Group group;
    private final LongTable numbers = new LongTable();
    private final List<GroupState> states = new ArrayList<>();
    private final Deque<GroupState> queue = new ArrayDeque<>();
    private long transitions;

    Explorer(Scope scope) {
        this.scope = scope;
        this.group = new Group(scope);
    }

    /** Explores all, or up to the first violation. */
    Exploration run() {
        long startNanos = System.nanoTime();
        String violation = null;
        Trace trace = null;
        GroupState at = reached(null, 0, 0);
        try {
            while (!queue.isEmpty() && states.size() < scope.statesMax()) {
                at = queue.poll();
                at.queued = false;
                expand(at);
            }
        } catch (Broken broken) {
            violation = broken.violation.getMessage();
            trace = Trace.to(at, broken.node, broken.input, new Group(scope), group);
        }
        return new Exploration(
                scope,
                states.size(),
                transitions,
                depth(),
                group.localStates(),
                (System.nanoTime() - startNanos) / 1e9,
                queue.isEmpty() && violation == null,
                violation,
                trace);
    }

    private static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Violation violation;
        private final int node;
        private final int input;

        Broken(Violation violation, int node, int input) {
            this.violation = violation;
            this.node = node;
            this.input = input;
        }
    }

    private void expand(GroupState state) throws Broken {
        if (!state.expanded) {
            state.expanded = true;
            for (int node = 0; node < scope.nodes(); node++) {
                group.load(state);
                for (int event : group.events(node)) {
                    step(state, node, event);
                }
            }
        }
        int first = state.triedCount();
        int end = state.messageCount();
        state.tried(end);
        for (int i = 0; i < state.successorCount(); i++) {
            pass(state, first, end, i);
        }
        for (int i = first; i < end; i++) {
            int message = state.message(i);
            if (group.isHeld(message)) {
                step(state, group.sender(message), group.storeInput());
            } else {
                step(state, group.receiver(message), message);
            }
        }
        if (!state.isSettled()) {
            enqueue(state);
        }
    }

    private void step(GroupState state, int node, int input) throws Broken {
        group.load(state);
        try {
            if (group.allows(input) && group.step(node, input)) {
                transitions++;
                reached(state, node, input);
            }
        } catch (Violation violation) {
            throw new Broken(violation, node, input);
        }
        group.load(state);
    }

    /** What the group has become is a state, perhaps a new one. */
    private GroupState reached(GroupState from, int node, int input) {
        int frame = group.smallestFrame();
        long hash = group.hash(frame);
        int number = numbers.get(hash);
        GroupState state;
        if (number == LongTable.ABSENT) {
            state = new GroupState(states.size(), group.locals(frame), group.history(frame), from, node, input, frame);
            numbers.put(hash, state.number);
            states.add(state);
            enqueue(state);
        } else {
            state = states.get(number);
        }
        if (from != null && from != state) {
            from.addSuccessor(state, frame, group.endsHolding(input) ? node : GroupState.NOBODY);
        }
        for (int i = 0; i < group.messageCount(); i++) {
            if (state.addMessage(group.renamed(frame, group.message(i)))) {
                enqueue(state);
            }
        }
        return state;
    }

    /** What can have left on a way to a state can have left on a way through it. */
    private void pass(GroupState from, int first, int end, int successor) {
        GroupState to = from.successor(successor);
        for (int i = first; i < end; i++) {
            int message = group.renamed(from.successorFrame(successor), from.message(i));
            if (!group.isHeldBy(from.holdingEndedBy(successor), from.message(i))
                    && group.matters(message, to)
                    && to.addMessage(message)) {
                enqueue(to);
            }
        }
    }

    private void enqueue(GroupState state) {
        if (!state.queued) {
            state.queued = true;
            queue.add(state);
        }
    }

    private int depth() {
        int depth = 0;
        for (GroupState at = states.get(states.size() - 1); at.parent != null; at = at.parent) {
            depth++;
        }
        return depth;
    }
}
