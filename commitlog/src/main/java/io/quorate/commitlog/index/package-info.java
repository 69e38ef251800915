/**
 * Indexes over the log: where something is in it. Each is a function of the log and can be thrown away and rebuilt: in
 * memory for what is not sealed yet, written by the replica loop alone and read from any thread without a lock; in a file
 * beside each sealed segment, see {@link io.quorate.commitlog.index.IndexFile}. Invariant: what a reader can see of an index
 * never changes.
 */
package io.quorate.commitlog.index;
