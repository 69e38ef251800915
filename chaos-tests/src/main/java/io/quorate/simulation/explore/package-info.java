/**
 * Explores everything that can happen to a few real cores within small bounds: every order of messages, their loss and
 * repetition, time-outs at any moment, crashes with and without what was not flushed. After every step the safety properties
 * of Raft's figure 3 are checked, and that what was promised or committed is on the disks that promised it.
 *
 * <p>What keeps this small, and why nothing is missed:
 *
 * <ul>
 *   <li><b>The core is pure.</b> A node's next state depends on its state and its input alone, so each (state, input) is
 *       computed once, by a real {@code RaftNode}; all else are combinations of numbers ({@link
 *       io.quorate.simulation.explore.LocalStates}).
 *   <li><b>Messages stay.</b> One that left may arrive whenever, often, or never: this is delay, repetition and loss, without
 *       a step for any of them ({@link io.quorate.simulation.explore.Network}).
 *   <li><b>Truth and belief.</b> States of the group in which the same is so ({@link io.quorate.simulation.explore.Truth}:
 *       terms, logs, disks) and the same was promised ({@link io.quorate.simulation.explore.History}) are one {@link
 *       io.quorate.simulation.explore.Situation}. It holds what each node can believe in any of them (whom it counts, how
 *       far it thinks the others are, whether it leads), and what can be on its way in any of them, and lets everything
 *       meet. That is more than can really happen, so what is proved here holds. It is hardly too much: what a node
 *       believes of the others is true once it is, and stays so. A violation is looked for once more, message by message
 *       ({@link io.quorate.simulation.explore.Witness}); if that does not find it, the report says so.
 *   <li><b>One term after the other.</b> Steps of a term that is over need not be looked at once somebody is in the next one
 *       ({@link io.quorate.simulation.explore.Steps} has the proof). What matters only in such a term is forgotten: its votes,
 *       and of nodes that are still in it all but log and disk. To forget lets more meet, never less.
 *   <li><b>Names do not matter.</b> Situations that differ only in which node is which are one.
 *   <li><b>Time is leaps.</b> Any timer may end at any moment, so clocks are no part of a state ({@link
 *       io.quorate.simulation.explore.CanonicalForm}).
 *   <li><b>A crash is one step with the start after it</b>, and of a term that never reached the disk only those are looked
 *       at that keep entries it brought: it said nothing, so any other is a crash before that term.
 *   <li><b>Promises and commits are kept for ever</b> in the history, so a violation is seen whichever of the two things that
 *       contradict each other comes first.
 * </ul>
 *
 * <p>Situations are found by a hash and then compared: nothing is left to chance.
 *
 * <p>One thread a scope.
 */
package io.quorate.simulation.explore;
