/**
 * What goes wrong in a simulation, planned before it begins: a schedule is a list of values, so that a part of it can be tried
 * alone. Each kind of fault is a class of its own; who is hit, such as the leader, is looked up when it happens.
 */
package io.quorate.simulation.fault;
