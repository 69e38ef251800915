package io.quorate.simulation.world;

import io.quorate.broker.state.OpenTransaction;
import io.quorate.broker.transaction.TransactionChecks;

/** Who sends transactions to a group and is asked by its nodes what became of them. */
public interface TransactionProducers {
    /** Nobody is connected to any node. */
    TransactionProducers NONE = new TransactionProducers() {
        @Override
        public TransactionChecks.Settings settings() {
            return new TransactionChecks.Settings(1, 1, 1, () -> Long.MAX_VALUE);
        }

        @Override
        public boolean areConnectedTo(SimulatedNode node) {
            return false;
        }

        @Override
        public void asked(SimulatedNode by, OpenTransaction transaction) {
            throw new CheckFailure("transactions: asked", by + " asks nobody about " + transaction);
        }
    };

    /** When nodes ask. */
    TransactionChecks.Settings settings();

    boolean areConnectedTo(SimulatedNode node);

    void asked(SimulatedNode by, OpenTransaction transaction);
}
