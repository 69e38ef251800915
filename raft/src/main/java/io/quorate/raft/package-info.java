/**
 * The consensus core: messages, ticks and news of the disk go in, a {@link io.quorate.raft.Ready} comes out. Owned by the
 * caller's one thread; no clock, thread, file, socket or unseeded dice. Invariant: the properties of figure 3 of the Raft
 * paper.
 */
package io.quorate.raft;
