/**
 * A running replica: the core, the log and the state machine joined by one loop; a flusher, the only thread that blocks on
 * the disk; the connections to the peers. Invariant: nothing leaves that depends on something not yet flushed.
 */
package io.quorate.raft.runtime;
