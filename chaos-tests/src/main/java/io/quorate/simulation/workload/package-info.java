/**
 * Clients of a group and what they did: each send, commit and read with its outcome, and the history of what the log says,
 * against which all of them are checked at once and in the end. An operation is a class of its own.
 */
package io.quorate.simulation.workload;
