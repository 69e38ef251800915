/**
 * The log of a replica group as bytes in segment files: entries, segments, recovery; implements the core's
 * {@code LogStore}.
 *
 * <p>Owned by the replica loop, except what {@code CommitLog} says the flusher does; committed bytes are read from any
 * thread. Invariants: the log is the same byte for byte on every replica; no entry spans two segments; every entry checks
 * itself, names its place, and carries the fingerprint of all that lies before it.
 */
package io.quorate.commitlog;
