/**
 * Clients of a run, each a thread that does one thing after the other and has it recorded: an invocation before the request
 * leaves, an ending when the answer is there. In doubt an ending is {@link io.quorate.simulation.check.Outcome#INFO}; the
 * process is then retired and its thread goes on under a new number. Nothing is retried, but by the client under test.
 */
package io.quorate.chaos.workload;
