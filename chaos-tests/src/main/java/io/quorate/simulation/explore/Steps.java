package io.quorate.simulation.explore;

import io.quorate.simulation.explore.Situation.Held;

/**
 * What a node's step makes of its own state and of what was promised, and which steps need to be looked at.
 *
 * <p><b>Sorted by term.</b> Once a node is in a later term, the steps of nodes in earlier ones are left out, but for those
 * that enter the latest. Nothing is missed: order the steps of any course of events by the term in which they end, and else
 * leave them as they were. No node's own order changes, since its term only grows. No message arrives before it left, since a
 * message of a term leaves in that term, and to let it arrive in an earlier one is to enter its term, or does nothing. So
 * all nodes end in the same states, with the same messages and promises behind them, and every promise that is broken on
 * the first way is on the second: what is checked of single nodes is checked against what was promised before <i>and</i>
 * after ({@link History}), and committed entries are looked for on the disks in every later situation, too.
 *
 * <p>A term goes back by one thing only: a crash before it was stored. Such a visit to a later term left nothing behind but
 * entries that were flushed on the way. If it was that later term's leader who sent them, two of three nodes have stored that
 * term, and nobody is left in an earlier one whom this node could change; so it alone may then go on in the term it fell
 * back to, and the order is kept. In any other case it could as well have crashed before.
 */
final class Steps {
    private final boolean sorted;
    private final Interned<Input> inputs;
    private final Interned<History> histories;
    private final LocalStates locals;
    private final Network network;
    private final int storeInput;

    // What the last step came to.
    private int next;
    private int history;
    private Held held = Held.KEPT;
    private final IntList sent = new IntList();

    Steps(Scope scope, Interned<Input> inputs, Interned<History> histories, LocalStates locals, Network network) {
        this.sorted = scope.isSortedByTerm();
        this.inputs = inputs;
        this.histories = histories;
        this.locals = locals;
        this.network = network;
        this.storeInput = inputs.number(Input.Event.STORE);
    }

    /**
     * Takes a step. What comes of it is told by the other methods, until the next one.
     *
     * @param othersTerm the latest that another node is in
     * @return false if the step is not possible, or not looked at, or changes nothing and says nothing
     */
    boolean take(int node, int local, int input, int historyBefore, int othersTerm) throws Violation {
        if (sorted && isOver(locals.facts(local), input, othersTerm)) {
            return false;
        }
        LocalStates.Transition transition = locals.transition(local, input);
        if (transition.failure() != null) {
            throw new Violation("n" + (node + 1) + ": " + transition.failure());
        }
        next = locals.next(local, transition);
        if (next == local && transition.sent().length == 0) {
            return false;
        }
        if (sorted && isPutOff(locals.facts(local), othersTerm)) {
            return false;
        }
        sent.clear();
        held = Held.KEPT;
        history = historyBefore;
        if (transition.quiet() && !locals.facts(next).storeDue()) {
            for (int message : transition.sent()) {
                sent.add(locals.sent(local, message));
            }
            return true;
        }
        History before = histories.value(historyBefore);
        Input value = inputs.value(input);
        if (!before.allows(value)) {
            return false;
        }
        History changed = before.counted(value);
        if (value instanceof Input.Crash) {
            held = Held.LOST;
            changed = changed.heldLost(node);
        }
        changed = say(node, local, input, transition, changed);
        if (changed.crashesLeft() == 0 && locals.facts(next).storeDue()) {
            changed = storeAtOnce(node, changed);
        }
        changed = changed.reached(node, locals.facts(next));
        history = changed.equals(before) ? historyBefore : histories.number(changed);
        return true;
    }

    /** Whether this belongs to a term that is over, and cannot end in the latest one. */
    private boolean isOver(LocalFacts from, int input, int othersTerm) {
        if (from.term() >= othersTerm || from.fellBack()) {
            return false;
        }
        Input value = inputs.value(input);
        return value instanceof Input.Deliver deliver
                ? deliver.message().term() < othersTerm
                : value != Input.Event.TIMEOUT;
    }

    private boolean isPutOff(LocalFacts from, int othersTerm) {
        LocalFacts to = locals.facts(next);
        boolean falls = to.fellBack() && to.term() < othersTerm;
        return !falls && to.term() < Math.max(from.term(), othersTerm);
    }

    private History say(int node, int local, int input, LocalStates.Transition transition, History before)
            throws Violation {
        History changed = before;
        if (input == storeInput) {
            held = Held.LEFT;
            changed = changed.heldLeft(node);
        }
        for (int each : transition.sent()) {
            int message = locals.sent(local, each);
            sent.add(message);
            changed = network.isHeld(message)
                    ? changed.held(network.message(message))
                    : changed.sent(network.message(message));
        }
        return changed;
    }

    /**
     * When nobody can crash any more, to store the hard state takes nothing away from what can happen: it lets messages go,
     * which then may arrive at any time or never. So states where it is due need not be looked at.
     */
    private History storeAtOnce(int node, History before) throws Violation {
        for (int i = 0; i < sent.size(); i++) {
            if (network.isHeld(sent.get(i))) {
                sent.set(i, network.released(sent.get(i)));
            }
        }
        int local = next;
        LocalStates.Transition transition = locals.transition(local, storeInput);
        next = locals.next(local, transition);
        return say(node, local, storeInput, transition, before);
    }

    /** The node's local state after the step. */
    int next() {
        return next;
    }

    int history() {
        return history;
    }

    Held held() {
        return held;
    }

    /** What left or is held by the step itself. */
    IntList sent() {
        return sent;
    }
}
