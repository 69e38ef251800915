package io.quorate.simulation.explore;

import io.quorate.raft.RaftMessage;
import java.util.Arrays;

/**
 * What is known of messages. A message that left stays: it may arrive at any time, any number of times, or never. That is
 * loss, delay, repetition and every order at once. It goes only when it has become void: when neither its receiver, whatever
 * happens, nor anybody it makes it answer, could change by it any more.
 */
final class Network {
    private final Scope scope;
    private final Interned<Input> inputs;
    private Facts[] facts = new Facts[256]; // by number; null: not asked for yet

    private record Facts(RaftMessage message, boolean held, int released, int sender, int receiver) {}

    Network(Scope scope, Interned<Input> inputs) {
        this.scope = scope;
        this.inputs = inputs;
    }

    RaftMessage message(int number) {
        return facts(number).message;
    }

    private Facts facts(int number) {
        if (number >= facts.length) {
            facts = Arrays.copyOf(facts, Math.max(2 * facts.length, number + 1));
        }
        Facts known = facts[number];
        if (known == null) {
            Input input = inputs.value(number);
            boolean held = input instanceof Input.Hold;
            RaftMessage message = held ? ((Input.Hold) input).message() : ((Input.Deliver) input).message();
            int released = held ? inputs.number(new Input.Deliver(message)) : number;
            known = new Facts(message, held, released, CoreNode.number(message.from()), CoreNode.number(message.to()));
            facts[number] = known;
        }
        return known;
    }

    boolean isHeld(int number) {
        return facts(number).held;
    }

    int released(int number) {
        return facts(number).released;
    }

    int sender(int number) {
        return facts(number).sender;
    }

    int receiver(int number) {
        return facts(number).receiver;
    }

    /**
     * What counts is what is on their disks: after a crash a node is in that term again. An answer of an earlier term than
     * the latest is asked for by nobody: see {@link Steps} for why.
     */
    boolean isVoid(int number, Truth sender, Truth receiver, int latestTerm) {
        RaftMessage message = message(number);
        boolean over = message.term() < receiver.storedTerm();
        return switch (message.kind()) {
            case VOTE_REPLY, APPEND_REPLY -> over || (scope.isSortedByTerm() && message.term() < latestTerm);
            case TIMEOUT_NOW -> over;
            // The answer tells of the newer term. There is none newer than the last.
            case VOTE_REQUEST, APPEND_REQUEST ->
                over && receiver.storedTerm() == scope.termsMax() && sender.storedTerm() == scope.termsMax();
            default -> false;
        };
    }
}
