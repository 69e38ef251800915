/**
 * Snapshot files: one a place in the log, checked piece by piece. Owned by the flusher. Invariant: a file that has a
 * snapshot's name was complete and on disk before it got it.
 */
package io.quorate.commitlog.snapshot;
