package io.quorate.simulation.explore;

import java.util.Arrays;

/**
 * One state of all nodes together, being changed by steps.
 *
 * <p>As an array it is: the local state of each node, the history, then the messages that may arrive.
 */
final class Group {
    private final int nodes;
    private final Permutations permutations;
    private final Interned<Input> inputs;
    private final Interned<History> histories;
    private final LocalStates locals;
    private final Network network;
    private final int storeInput;

    private final int[] local;
    private final boolean[] unsettled; // whether a node may have something to say that is not among the messages yet
    private int history;
    private int[] messages = new int[64];
    private int messageCount;

    Group(Scope scope) {
        this.nodes = scope.nodes();
        permutations = new Permutations(nodes);
        inputs = new Interned<>(
                permutations.count(),
                (input, permutation) -> Renaming.of(
                        input, node -> CoreNode.nodeId(permutations.image(permutation, CoreNode.number(node)))));
        histories = new Interned<>(
                permutations.count(), (value, permutation) -> value.renamed(permutations, permutation, nodes));
        locals = new LocalStates(scope, permutations, inputs);
        network = new Network(scope, inputs);
        storeInput = inputs.number(Input.Event.STORE);
        local = new int[nodes];
        unsettled = new boolean[nodes];
        for (int node = 0; node < nodes; node++) {
            local[node] = locals.initial(node);
        }
        history = histories.number(History.initial(scope));
    }

    int localStates() {
        return locals.size();
    }

    int number(Input input) {
        return inputs.number(input);
    }

    Input renamedInput(int frame, int number) {
        return inputs.value(inputs.image(frame, number));
    }

    void load(GroupState state) {
        System.arraycopy(state.locals, 0, local, 0, nodes);
        history = state.history;
        messageCount = state.messageCount();
        if (messages.length < messageCount) {
            messages = new int[2 * messageCount];
        }
        state.copyMessages(messages);
        Arrays.fill(unsettled, false);
    }

    int[] locals(int frame) {
        int[] renamed = new int[nodes];
        for (int node = 0; node < nodes; node++) {
            renamed[permutations.image(frame, node)] = locals.image(frame, local[node]);
        }
        return renamed;
    }

    int history(int frame) {
        return histories.image(frame, history);
    }

    int messageCount() {
        return messageCount;
    }

    int message(int at) {
        return messages[at];
    }

    int renamed(int frame, int input) {
        return inputs.image(frame, input);
    }

    Permutations permutations() {
        return permutations;
    }

    boolean isHeld(int message) {
        return network.isHeld(message);
    }

    int storeInput() {
        return storeInput;
    }

    int sender(int message) {
        return network.sender(message);
    }

    int receiver(int message) {
        return network.receiver(message);
    }

    int[] events(int node) {
        return locals.events(local[node]);
    }

    LocalFacts facts(int node) {
        return locals.facts(local[node]);
    }

    boolean allows(int input) {
        return histories.value(history).allows(inputs.value(input));
    }

    /**
     * The node gets this input, and then everything happens that does no harm to be early. False if nothing changes, or
     * nothing that is not part of every state anyway.
     */
    boolean step(int node, int input) throws Violation {
        LocalStates.Transition transition = locals.transition(local[node], input);
        if (transition.failure() == null
                && locals.next(local[node], transition) == local[node]
                && !saysNews(node, transition)) {
            return false;
        }
        apply(node, input, transition);
        settle();
        dropVoid();
        check();
        return true;
    }

    private boolean saysNews(int node, LocalStates.Transition transition) {
        for (int message : transition.sent()) {
            if (!has(locals.sent(local[node], message)) && !isVoid(locals.sent(local[node], message))) {
                return true;
            }
        }
        return false;
    }

    private void apply(int node, int input, LocalStates.Transition transition) throws Violation {
        if (transition.failure() != null) {
            throw new Violation("n" + (node + 1) + ": " + transition.failure());
        }
        int before = local[node];
        local[node] = locals.next(before, transition);
        History changed = histories.value(history).counted(inputs.value(input));
        if (endsHolding(input)) {
            changed = endHolding(node, input == storeInput, changed);
        }
        for (int each : transition.sent()) {
            int message = locals.sent(before, each);
            if (add(message)) {
                changed = network.isHeld(message)
                        ? changed.held(network.message(message))
                        : changed.sent(network.message(message));
            }
        }
        if (local[node] != before) {
            unsettled[node] = true;
            changed = changed.reached(node, facts(node));
        }
        if (!changed.equals(histories.value(history))) {
            history = histories.number(changed);
        }
    }

    /** Whether a node's held messages leave by this, or are lost. */
    boolean endsHolding(int input) {
        return input == storeInput || inputs.value(input) instanceof Input.Crash;
    }

    private History endHolding(int node, boolean stored, History before) throws Violation {
        History changed = before.heldNoMore(node);
        int kept = 0;
        int count = messageCount;
        int[] all = Arrays.copyOf(messages, count);
        for (int message : all) {
            if (!isHeldBy(node, message)) {
                messages[kept++] = message;
            }
        }
        messageCount = kept;
        for (int message : all) {
            if (stored && isHeldBy(node, message) && add(network.released(message))) {
                changed = changed.sent(network.message(message));
            }
        }
        return changed;
    }

    boolean isHeldBy(int node, int message) {
        return network.isHeld(message) && network.sender(message) == node;
    }

    private boolean add(int message) {
        if (has(message)) {
            return false;
        }
        if (messageCount == messages.length) {
            messages = Arrays.copyOf(messages, 2 * messageCount);
        }
        messages[messageCount++] = message;
        unsettled[network.receiver(message)] = true;
        return true;
    }

    boolean has(int message) {
        for (int i = 0; i < messageCount; i++) {
            if (messages[i] == message) {
                return true;
            }
        }
        return false;
    }

    /**
     * Lets every node say what it can say without changing: repeat a heartbeat, an answer. Such a message, once it has left,
     * takes nothing away from what can happen; so the states without it need not be looked at. The same holds for storing
     * the hard state when nobody can crash any more.
     */
    private void settle() throws Violation {
        boolean again = true;
        while (again) {
            again = false;
            for (int node = 0; node < nodes; node++) {
                while (unsettled[node]) {
                    unsettled[node] = false;
                    again = true;
                    say(node);
                }
            }
        }
    }

    private void say(int node) throws Violation {
        if (histories.value(history).crashesLeft() == 0 && facts(node).storeDue()) {
            apply(node, storeInput, locals.transition(local[node], storeInput));
        }
        for (int event : events(node)) {
            sayOnly(node, event);
        }
        for (int i = 0; i < messageCount; i++) {
            if (network.receiver(messages[i]) == node && !network.isHeld(messages[i])) {
                sayOnly(node, messages[i]);
            }
        }
    }

    private void sayOnly(int node, int input) throws Violation {
        LocalStates.Transition transition = locals.transition(local[node], input);
        if (transition.sent().length > 0 && locals.next(local[node], transition) == local[node]) {
            apply(node, input, transition);
        }
    }

    private void dropVoid() {
        int kept = 0;
        for (int i = 0; i < messageCount; i++) {
            if (!isVoid(messages[i])) {
                messages[kept++] = messages[i];
            }
        }
        messageCount = kept;
    }

    private boolean isVoid(int message) {
        return network.isVoid(message, facts(network.sender(message)), facts(network.receiver(message)));
    }

    /** Whether this message could change anything in {@code state}. */
    boolean matters(int message, GroupState state) {
        return !network.isVoid(
                message,
                locals.facts(state.locals[network.sender(message)]),
                locals.facts(state.locals[network.receiver(message)]));
    }

    private void check() throws Violation {
        LocalFacts[] facts = new LocalFacts[nodes];
        for (int node = 0; node < nodes; node++) {
            facts[node] = facts(node);
        }
        histories.value(history).check(facts);
    }

    /** The renaming under which {@link #hash} is smallest: states that differ in names alone then have the same names. */
    int smallestFrame() {
        int smallest = 0;
        for (int frame = 1; frame < permutations.count(); frame++) {
            if (hash(frame) < hash(smallest)) {
                smallest = frame;
            }
        }
        return smallest;
    }

    /** Of the nodes' states and the history, under this renaming; never 0. */
    long hash(int frame) {
        long hash = LongTable.mix(-1L - histories.image(frame, history));
        for (int node = 0; node < nodes; node++) {
            hash += LongTable.mix(1L << 40 | locals.image(frame, local[node]));
        }
        return hash == 0 ? 1 : hash;
    }
}
