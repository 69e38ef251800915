/** Majorities: votes and committed index. Pure arithmetic, no state but a tally's. */
package io.quorate.raft.quorum;
