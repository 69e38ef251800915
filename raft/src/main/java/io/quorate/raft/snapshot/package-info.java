/** Snapshots of the state machine as the core and the replica see them. Interfaces and values; the commitlog module implements them. */
package io.quorate.raft.snapshot;
