package io.quorate.simulation.workload;

import io.quorate.broker.state.TransactionEnd.Decision;

/** One transaction some client wanted. */
final class Transaction {
    final Sent message;
    /** What the client wants to become of it once it hears that the half message is stored. */
    final Decision wanted;

    Decision decided; // null: not yet, and nobody may see it
    Outcome sent = Outcome.UNKNOWN; // until settled
    boolean settled; // the client knows of its send what it will ever know
    long halfOffset = -1; // of the half message; -1: not there (yet)
    long halfPosition = -1;
    Decision ended; // null: open, if there

    Transaction(Sent message, Decision wanted) {
        this.message = message;
        this.wanted = wanted;
    }

    boolean isOpen() {
        return halfPosition >= 0 && ended == null;
    }

    @Override
    public String toString() {
        return "transaction of " + message + " at " + halfPosition + ", decided " + decided + ", ended " + ended;
    }
}
