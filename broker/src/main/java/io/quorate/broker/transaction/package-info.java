/**
 * Transactional messages on their way from half message to decision: who may end one, the records that come of it, and the
 * questions to producers that have not decided. What is open stands in the replicated table {@code
 * io.quorate.broker.state.TransactionTable}; here is what only a leader does about it.
 */
package io.quorate.broker.transaction;
