/**
 * How long messages stay, and what happens as the disk fills up: what may leave the log is decided here, by time and space,
 * and done by the replica, which knows what it and the others still need. Runs on the broker's timer; what others ask
 * is answered from volatile fields. Invariant: nothing leaves the log in silence.
 */
package io.quorate.broker.retention;
