/**
 * What the replicas of a group did, event by event, against the promises of Raft and of this product's storage (invariants I1 to
 * I15). Pure functions over event records: whoever runs replicas translates what it sees into {@link
 * io.quorate.simulation.check.trace.NodeEvent}s, in an order that agrees with each node's own.
 */
package io.quorate.simulation.check.trace;
