/**
 * Indexes over the log: where the messages of a queue are. Each is a function of the log and can be thrown away and
 * rebuilt. Written by the replica loop alone, read from any thread without a lock. Invariant: what a reader can see of an
 * index never changes.
 */
package io.quorate.commitlog.index;
