/**
 * Messages that are delivered later: which are, when; and, on a leader, their delivery.
 *
 * <p>Owning thread: the replica loop decides what is fired; a thread of its own reads the pending messages, which may be cold.
 *
 * <p>Invariants: a message and that it is no longer pending are one entry of the log; of one leadership at most one such entry is
 * under way, and what an earlier leadership prepared is never appended. So each is delivered exactly once.
 */
package io.quorate.broker.timer;
