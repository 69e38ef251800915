/**
 * Explores everything that can happen to a few real cores within small bounds: every order of messages, their loss and
 * repetition, time-outs at any moment, crashes with and without what was not flushed. After every step the safety properties
 * of Raft's figure 3 are checked, and that what was promised or committed is on the disks that promised it.
 *
 * <p>What keeps this small, and why nothing is missed:
 *
 * <ul>
 *   <li><b>The core is pure.</b> A node's next state depends on its state and its input alone, so each (state, input) is
 *       computed once, by a real {@code RaftNode}; the group's states are combinations of numbers ({@link
 *       io.quorate.simulation.explore.LocalStates}).
 *   <li><b>Messages stay.</b> One that left may arrive whenever, often, or never: this is delay, repetition and loss, without
 *       a step for any of them ({@link io.quorate.simulation.explore.Network}).
 *   <li><b>More messages, more that can happen.</b> Having left takes nothing away, so what a node can say without changing
 *       itself is said at once; and all ways that lead to the same states of the nodes, with the same promises behind them
 *       ({@link io.quorate.simulation.explore.History}), are followed as one, on which everything has left that left on any
 *       of them. That is more than can really happen, so what is proved here holds; a violation is walked once more with
 *       the messages of its own way, and says so if one is missing.
 *   <li><b>Names do not matter.</b> States that differ only in which node is which are one state.
 *   <li><b>Time is leaps.</b> Any timer may end at any moment, so clocks are no part of a state ({@link
 *       io.quorate.simulation.explore.CanonicalForm}).
 * </ul>
 *
 * <p>States are told apart by 64-bit hashes of their numbers: among a million states, two that collide are a matter of one
 * chance in forty million.
 *
 * <p>One thread.
 */
package io.quorate.simulation.explore;
