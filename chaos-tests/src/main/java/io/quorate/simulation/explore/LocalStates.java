package io.quorate.simulation.explore;

import io.quorate.raft.HardState;
import io.quorate.raft.InvariantViolation;
import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
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
     * @param quiet whether it promises nothing: no vote in what is sent, no other term, role, log or commit after it
     * @param failure what the core itself found to be broken; null if nothing
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, read only here and in Group
    record Transition(int next, int[] sent, boolean quiet, String failure) {}

    /** One state up to renaming, as the inputs that lead to it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, read only here
    private record Origin(Boot boot, int[] path, int local, LocalFacts facts, int truth, int[] events, byte[] normal) {}

    private static final int[] NO_PATH = {};

    private final Scope scope;
    private final Permutations permutations;
    private final Interned<Input> inputs;
    private final Interned<Truth> truths = new Interned<>(1, (truth, permutation) -> truth); // they name no node
    private int[] truthsWithTermOver = new int[64];
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Integer> numbersAsFound = new HashMap<>(); // by forms under the names they were met with
    private final List<Origin> origins = new ArrayList<>();
    private final LongTable known = new LongTable();
    private final List<Transition> transitions = new ArrayList<>();
    private CoreNode live; // a node in the state last asked about, if what it was asked changed nothing
    private int liveOrigin;

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
        Boot boot = new Boot(self, HardState.INITIAL, 0, false);
        return number(new CoreNode(scope, boot), boot, NO_PATH);
    }

    int image(int permutation, int local) {
        int product = permutations.product(permutation, local % permutations.count());
        int origin = local / permutations.count();
        return origin * permutations.count() + origins.get(origin).normal[product];
    }

    LocalFacts facts(int local) {
        return origins.get(local / permutations.count()).facts;
    }

    int truth(int local) {
        return origins.get(local / permutations.count()).truth;
    }

    /** See {@link Truth#withTermOver}. */
    int truthWithTermOver(int truth) {
        if (truth >= truthsWithTermOver.length) {
            truthsWithTermOver = Arrays.copyOf(truthsWithTermOver, 2 * truth);
        }
        if (truthsWithTermOver[truth] == 0) {
            truthsWithTermOver[truth] = truths.number(truths.value(truth).withTermOver()) + 1;
        }
        return truthsWithTermOver[truth] - 1;
    }

    Truth truthOf(int number) {
        return truths.value(number);
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
            transitions.add(compute(origin, renamed));
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

    private Transition compute(int number, int input) {
        Origin origin = origins.get(number);
        try {
            CoreNode node = live(number);
            if (inputs.value(input) instanceof Input.Crash crash) {
                Boot boot = node.crash(crash);
                live = node;
                return new Transition(number(new CoreNode(scope, boot), boot, NO_PATH), NO_PATH, false, null);
            }
            node.apply(inputs.value(input));
            int[] sent =
                    node.takeSent().stream().mapToInt(inputs::number).distinct().toArray();
            int known = numbersAsFound.getOrDefault(node.form(each -> each), -1);
            if (known == origin.local) {
                live = node;
            } else if (known < 0) {
                int[] path = Arrays.copyOf(origin.path, origin.path.length + 1);
                path[origin.path.length] = input;
                known = number(node, origin.boot, path);
            }
            return new Transition(known, sent, isQuiet(origin, input, known, sent), null);
        } catch (InvariantViolation | RuntimeException failure) {
            return new Transition(-1, NO_PATH, false, failure.toString());
        }
    }

    private boolean isQuiet(Origin before, int input, int next, int[] sent) {
        LocalFacts after = facts(next);
        return Arrays.stream(sent).mapToObj(inputs::value).noneMatch(LocalStates::isVote)
                && inputs.value(input) != Input.Event.STORE
                && inputs.value(input) != Input.Event.PROPOSE
                && after.role() == before.facts.role()
                && after.term() == before.facts.term()
                && after.logTerms() == before.facts.logTerms()
                && after.committedIndex() == before.facts.committedIndex()
                && after.storeDue() == before.facts.storeDue();
    }

    private static boolean isVote(Input sent) {
        RaftMessage message = sent instanceof Input.Hold hold ? hold.message() : ((Input.Deliver) sent).message();
        return message instanceof RaftMessage.VoteRequest
                || (message instanceof RaftMessage.VoteReply reply && reply.granted());
    }

    /** A node in this state. Made anew unless the last one is still in it. */
    private CoreNode live(int origin) {
        CoreNode node = live;
        live = null;
        if (node == null || liveOrigin != origin) {
            Origin from = origins.get(origin);
            node = new CoreNode(scope, from.boot);
            for (int each : from.path) {
                node.apply(inputs.value(each));
            }
            node.takeSent();
            liveOrigin = origin;
        }
        return node;
    }

    private int number(CoreNode node, Boot boot, int[] path) {
        String found = node.form(each -> each);
        Integer known = numbersAsFound.get(found);
        if (known == null) {
            known = numberUnderAnyNames(node, boot, path);
            numbersAsFound.put(found, known);
        }
        return known;
    }

    private int numberUnderAnyNames(CoreNode node, Boot boot, int[] path) {
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
        Boot renamedBoot = new Boot(0, Renaming.of(boot.hardState(), names), boot.logTerms(), boot.fellBack());
        int truth = truths.number(node.truth());
        byte[] normal = normalForms(form, node, renaming);
        int local = origins.size() * permutations.count() + normal[0];
        origins.add(new Origin(renamedBoot, renamedPath, local, node.facts(), truth, events(node), normal));
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
