/**
 * Whole groups of the real replica, log, hard state and state machine in one thread and virtual time: everything a run does
 * follows from its seed. Here: one run, many runs, what is printed, and how a failing schedule of faults is made small.
 */
package io.quorate.simulation;
