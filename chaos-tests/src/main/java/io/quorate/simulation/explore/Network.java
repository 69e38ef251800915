package io.quorate.simulation.explore;

import io.quorate.raft.RaftMessage;
import io.quorate.raft.Role;

/**
 * What is known of messages. A message that left stays: it may arrive at any time, any number of times, or never. That is
 * loss, delay, repetition and every order at once. It goes only when it has become void: when neither its receiver, whatever
 * happens, nor anybody it makes it answer, could change by it any more.
 */
final class Network {
    private final Scope scope;
    private final Interned<Input> inputs;

    Network(Scope scope, Interned<Input> inputs) {
        this.scope = scope;
        this.inputs = inputs;
    }

    RaftMessage message(int number) {
        return inputs.value(number) instanceof Input.Hold hold
                ? hold.message()
                : ((Input.Deliver) inputs.value(number)).message();
    }

    boolean isHeld(int number) {
        return inputs.value(number) instanceof Input.Hold;
    }

    int released(int number) {
        return inputs.number(new Input.Deliver(message(number)));
    }

    int sender(int number) {
        return CoreNode.number(message(number).from());
    }

    int receiver(int number) {
        return CoreNode.number(message(number).to());
    }

    /** What counts is what is on their disks: after a crash a node is in that term again. */
    boolean isVoid(int number, LocalFacts sender, LocalFacts receiver) {
        if (isHeld(number)) {
            return false;
        }
        RaftMessage message = message(number);
        boolean over = message.term() < receiver.storedTerm();
        boolean same = message.term() == receiver.storedTerm() && message.term() == receiver.term();
        return switch (message.kind()) {
            // Nobody stands for election twice in a term that is on its disk.
            case VOTE_REPLY -> over || (same && receiver.role() != Role.CANDIDATE);
            case APPEND_REPLY -> over || (same && receiver.role() != Role.CANDIDATE && receiver.role() != Role.LEADER);
            case TIMEOUT_NOW -> over;
            // The answer tells of the newer term. There is none newer than the last.
            case VOTE_REQUEST, APPEND_REQUEST ->
                over && receiver.storedTerm() == scope.termsMax() && sender.storedTerm() == scope.termsMax();
            default -> false;
        };
    }
}
