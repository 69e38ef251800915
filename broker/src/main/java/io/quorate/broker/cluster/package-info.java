/**
 * This node among others: which clients are connected and what they consume, and how NameServers learn who leads. The
 * registry is touched from I/O loops and the broker's timer, under its own lock; registration runs on the timer alone.
 *
 * <p>Invariants: what is here is about live connections only, never replicated and never on disk; every replica keeps its
 * own registry from the heartbeats it gets, so that a new leader knows its consumers already.
 */
package io.quorate.broker.cluster;
