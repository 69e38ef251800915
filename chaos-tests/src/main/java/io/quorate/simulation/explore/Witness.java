package io.quorate.simulation.explore;

import io.quorate.raft.Role;
import io.quorate.simulation.explore.Situation.Held;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for a violation once more, where the {@link Explorer} met one, and now state by state, with no message but those that
 * really left: so what it finds can happen. It does not leave the situations on the way there.
 */
final class Witness {
    private static final int STATES_MAX = 100_000; // then the way is told by its situations alone

    private final World world;
    private final Set<Situation> onTheWay = new HashSet<>();
    private final Situations situations;
    private final Set<List<Integer>> seen = new HashSet<>();
    private final Deque<State> queue = new ArrayDeque<>();

    /**
     * One state of the group.
     *
     * @param messages sorted
     * @param before null: the first
     * @param line what led here
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by key() alone
    private record State(int[] locals, int history, int[] messages, State before, String line) {
        List<Integer> key() {
            List<Integer> key = new ArrayList<>(locals.length + 1 + messages.length);
            Arrays.stream(locals).forEach(key::add);
            key.add(history);
            Arrays.stream(messages).forEach(key::add);
            return key;
        }
    }

    private Witness(World world, Situations situations, Situation last) {
        this.world = world;
        this.situations = situations;
        for (Situation at = last; at != null; at = at.parent) {
            onTheWay.add(at);
        }
    }

    /** @param last where the violation was met */
    static Trace of(World world, Situations situations, Situation last) {
        State found = new Witness(world, situations, last).search();
        return found == null ? new Trace(outline(world, last), false) : new Trace(lines(found), true);
    }

    private State search() {
        add(new State(world.initialLocals(), world.initialHistory(), new int[0], null, "the start"));
        while (!queue.isEmpty() && seen.size() < STATES_MAX) {
            State state = queue.poll();
            for (int node = 0; node < state.locals.length; node++) {
                State broken = tryAll(state, node);
                if (broken != null) {
                    return broken;
                }
            }
        }
        return null;
    }

    private void add(State state) {
        if (seen.add(state.key())) {
            queue.add(state);
        }
    }

    private State tryAll(State state, int node) {
        int othersTerm = world.othersTerm(world.truths(state.locals), node);
        IntList inputs = new IntList();
        for (int event : world.locals.events(state.locals[node])) {
            inputs.add(event);
        }
        for (int message : state.messages) {
            if (!world.network.isHeld(message) && world.network.receiver(message) == node) {
                inputs.add(message);
            }
        }
        for (int i = 0; i < inputs.size(); i++) {
            String line = CoreNode.nodeId(node) + ": " + world.inputs.value(inputs.get(i));
            try {
                if (world.steps.take(node, state.locals[node], inputs.get(i), state.history, othersTerm)) {
                    after(state, node, line);
                }
            } catch (Violation broken) {
                return new State(
                        state.locals,
                        state.history,
                        state.messages,
                        state,
                        line + "\n    broken: " + broken.getMessage());
            }
        }
        return null;
    }

    private void after(State state, int node, String line) throws Violation {
        Steps taken = world.steps;
        int[] locals = state.locals.clone();
        locals[node] = taken.next();
        int[] truths = world.truths(locals);
        world.checkDisks(truths, taken.history());
        LocalFacts facts = world.locals.facts(taken.next());
        if (facts.role() == Role.LEADER) {
            world.histories.value(taken.history()).checkLeader(node, facts);
        }
        if (onTheWay.contains(situations.find(world.key(truths, taken.history())))) {
            String told = line + "\n    " + facts.describe(CoreNode.nodeId(node));
            add(new State(locals, taken.history(), messages(state, node), state, told));
        }
    }

    private int[] messages(State state, int node) {
        Set<Integer> messages = new HashSet<>();
        for (int message : state.messages) {
            boolean own = world.network.isHeld(message) && world.network.sender(message) == node;
            if (!own || world.steps.held() == Held.KEPT) {
                messages.add(message);
            } else if (world.steps.held() == Held.LEFT) {
                messages.add(world.network.released(message));
            }
        }
        for (int i = 0; i < world.steps.sent().size(); i++) {
            messages.add(world.steps.sent().get(i));
        }
        return messages.stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    private static List<String> lines(State found) {
        List<String> lines = new ArrayList<>();
        for (State at = found; at.before != null; at = at.before) {
            lines.add(at.line);
        }
        Collections.reverse(lines);
        return lines;
    }

    private static List<String> outline(World world, Situation last) {
        List<String> lines = new ArrayList<>();
        for (Situation at = last; at != null; at = at.parent) {
            StringBuilder line = new StringBuilder();
            for (int node = 0; node < at.truths.length; node++) {
                Truth truth = world.locals.truthOf(at.truths[node]);
                line.append(node == 0 ? "" : "   ")
                        .append("n")
                        .append(node + 1)
                        .append(" term=")
                        .append(truth.term())
                        .append(" log=")
                        .append(TermLog.text(truth.logTerms()))
                        .append(" disk=")
                        .append(TermLog.text(truth.diskTerms()));
            }
            lines.add(line.toString());
        }
        Collections.reverse(lines);
        return lines;
    }
}
