package io.quorate.simulation.explore;

import io.quorate.raft.HardState;

/**
 * What a node starts from: what its disk holds.
 *
 * @param logTerms as {@link TermLog} packs them
 */
record Boot(int self, HardState hardState, long logTerms) {}
