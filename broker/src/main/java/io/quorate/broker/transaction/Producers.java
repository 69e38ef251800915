package io.quorate.broker.transaction;

import io.quorate.broker.state.OpenTransaction;

/** Those who know what became of a transaction, as far as they are connected to this node. */
public interface Producers {
    boolean isConnected(String producerGroup);

    /** Asks any member of the transaction's group; its answer, if any, comes as a request of its own. Nothing is waited for. */
    void ask(OpenTransaction transaction, HalfRecord half);
}
