/**
 * Checkers over what clients were told, and over what replicas did: pure functions from a recorded {@link
 * io.quorate.simulation.check.History} (or a node trace) to a {@link io.quorate.simulation.check.Verdict}. They know neither
 * the simulator nor the real-process suite, both of which record for them, and nothing of the product. Values are immutable
 * once built; nothing here is shared between threads while it is being built.
 */
package io.quorate.simulation.check;
