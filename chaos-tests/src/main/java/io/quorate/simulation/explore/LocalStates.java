package io.quorate.simulation.explore;

import io.quorate.raft.HardState;
import io.quorate.raft.InvariantViolation;
import io.quorate.raft.NodeId;
import io.quorate.raft.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The states one node can be in, and what each input makes of them. Found as they are asked for, and kept: a group has many
 * millions of states, its nodes have a few thousand each.
 *
 * <p>A core cannot be copied, but it is a pure function of its inputs: a state is kept as the inputs that led to it, and made
 * again by repeating them. States that differ in the nodes' names alone are kept once, as the one of them that belongs to
 * n1: a local state's number is that one's number, and the permutation that makes it the wanted one.
 */
final class LocalStates {
    /**
     * What an input does.
     *
     * @param next number of the local state after it
     * @param sent numbers of the messages that leave or are held
     * @param failure what the core itself found to be broken; null if nothing
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, read only here and in Group
    record Transition(int next, int[] sent, String failure) {}

    /** One state up to renaming, as the inputs that lead to it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, read only here
    private record Origin(Boot boot, int[] path, LocalFacts facts, int[] events, byte[] normal) {}

    private final Scope scope;
    private final Permutations permutations;
    private final Interned<Input> inputs;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Origin> origins = new ArrayList<>();
    private final LongTable known = new LongTable();
    private final List<Transition> transitions = new ArrayList<>();

    LocalStates(Scope scope, Permutations permutations, Interned<Input> inputs) {
        this.scope = scope;
        this.permutations = permutations;
        this.inputs = inputs;
    }

    /** How many were found, renamed ones counted once. */
    int size() {
        return origins.size();
    }

    int initial(int self) {
        Boot boot = new Boot(self, HardState.INITIAL, 0);
        return number(new CoreNode(scope, boot), boot, new int[0]);
    }

    int image(int permutation, int local) {
        int product = permutations.product(permutation, local % permutations.count());
        int origin = local / permutations.count();
        return origin * permutations.count() + origins.get(origin).normal[product];
    }

    LocalFacts facts(int local) {
        return origins.get(local / permutations.count()).facts;
    }

    /** Numbers of the inputs, messages apart, that this state allows. They name no node. */
    int[] events(int local) {
        return origins.get(local / permutations.count()).events;
    }

    Transition transition(int local, int input) {
        int permutation = local % permutations.count();
        int origin = local / permutations.count();
        int renamed = inputs.image(permutations.inverse(permutation), input);
        long key = ((long) renamed << 32 | origin) + 1;
        int at = known.get(key);
        if (at == LongTable.ABSENT) {
            at = transitions.size();
            transitions.add(compute(origins.get(origin), renamed));
            known.put(key, at);
        }
        return transitions.get(at);
    }

    /** The number of what {@link #transition} tells, which is as seen by the kept state, for {@code local}. */
    int next(int local, Transition transition) {
        return image(local % permutations.count(), transition.next);
    }

    int sent(int local, int message) {
        return inputs.image(local % permutations.count(), message);
    }

    private Transition compute(Origin origin, int input) {
        try {
            CoreNode node = new CoreNode(scope, origin.boot);
            for (int each : origin.path) {
                node.apply(inputs.value(each));
            }
            node.takeSent();
            if (inputs.value(input) instanceof Input.Crash crash) {
                Boot boot = node.crash(crash);
                return new Transition(number(new CoreNode(scope, boot), boot, new int[0]), new int[0], null);
            }
            node.apply(inputs.value(input));
            int[] path = Arrays.copyOf(origin.path, origin.path.length + 1);
            path[origin.path.length] = input;
            int[] sent =
                    node.takeSent().stream().mapToInt(inputs::number).distinct().toArray();
            return new Transition(number(node, origin.boot, path), sent, null);
        } catch (InvariantViolation | RuntimeException failure) {
            return new Transition(-1, new int[0], failure.toString());
        }
    }

    private int number(CoreNode node, Boot boot, int[] path) {
        int self = boot.self();
        int smallest = -1;
        String form = null;
        for (int permutation = 0; permutation < permutations.count(); permutation++) {
            if (permutations.image(permutation, self) == 0) {
                String other = node.form(names(permutation));
                if (form == null || other.compareTo(form) < 0) {
                    form = other;
                    smallest = permutation;
                }
            }
        }
        Integer origin = numbers.get(form);
        if (origin == null) {
            origin = add(form, node, boot, path, smallest);
        }
        int back = permutations.inverse(smallest);
        return origin * permutations.count() + origins.get(origin).normal[back];
    }

    private int add(String form, CoreNode node, Boot boot, int[] path, int renaming) {
        int[] renamedPath = new int[path.length];
        for (int i = 0; i < path.length; i++) {
            renamedPath[i] = inputs.image(renaming, path[i]);
        }
        UnaryOperator<NodeId> names = names(renaming);
        Boot renamedBoot = new Boot(0, Renaming.of(boot.hardState(), names), boot.logTerms());
        origins.add(
                new Origin(renamedBoot, renamedPath, node.facts(), events(node), normalForms(form, node, renaming)));
        numbers.put(form, origins.size() - 1);
        return origins.size() - 1;
    }

    /** For each permutation the smallest one that makes the same of the kept state. */
    private byte[] normalForms(String form, CoreNode node, int renaming) {
        byte[] normal = new byte[permutations.count()];
        for (int permutation = 0; permutation < normal.length; permutation++) {
            int smallest = permutation;
            for (int same = 0; same < normal.length; same++) {
                boolean fixes = permutations.image(same, 0) == 0
                        && node.form(names(permutations.product(same, renaming)))
                                .equals(form);
                if (fixes) {
                    smallest = Math.min(smallest, permutations.product(permutation, same));
                }
            }
            normal[permutation] = (byte) smallest;
        }
        return normal;
    }

    private UnaryOperator<NodeId> names(int permutation) {
        return node -> CoreNode.nodeId(permutations.image(permutation, CoreNode.number(node)));
    }

    private int[] events(CoreNode node) {
        LocalFacts facts = node.facts();
        List<Input> allowed = new ArrayList<>();
        switch (facts.role()) {
            case LEADER -> {
                allowed.add(Input.Event.HEARTBEAT);
                allowed.add(Input.Event.SILENCE);
            }
            case FOLLOWER, PRE_CANDIDATE, CANDIDATE -> allowed.addAll(elections(facts));
        }
        if (facts.takesProposals()) {
            allowed.add(Input.Event.PROPOSE);
        }
        if (facts.storeDue()) {
            allowed.add(Input.Event.STORE);
        }
        if (facts.flushDue()) {
            allowed.add(Input.Event.FLUSH);
        }
        allowed.addAll(node.crashes());
        return allowed.stream().mapToInt(inputs::number).toArray();
    }

    private List<Input> elections(LocalFacts facts) {
        boolean asks = scope.preVotes() && facts.role() == Role.PRE_CANDIDATE;
        if (facts.term() == scope.termsMax() || asks) {
            return List.of();
        }
        return scope.preVotes() || !facts.knowsLeader()
                ? List.of(Input.Event.TIMEOUT)
                : List.of(Input.Event.TIMEOUT, Input.Event.DOUBT);
    }
}
