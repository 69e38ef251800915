package io.quorate.simulation.explore;

import io.quorate.raft.HardState;

/**
 * What a node starts from: what its disk holds.
 *
 * @param logTerms as {@link TermLog} packs them
 * @param fellBack whether the node had been in a later term, which its disk knows nothing of
 */
record Boot(int self, HardState hardState, long logTerms, boolean fellBack) {}
