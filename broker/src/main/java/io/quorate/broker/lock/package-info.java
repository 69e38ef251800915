/**
 * Consuming in order: which client may consume from a queue. The locks are part of the replicated state ({@link
 * io.quorate.broker.state.QueueLockTable}); here is what the leader answers without troubling the log. Any thread.
 */
package io.quorate.broker.lock;
