package io.quorate.simulation.explore;

import io.quorate.raft.NodeId;
import io.quorate.raft.Role;

/** What the explorer must know of one node's state. Logs as {@link TermLog} packs them. */
record LocalFacts(
        Role role,
        int term,
        boolean knowsLeader,
        boolean takesProposals,
        int committedIndex,
        long logTerms,
        long diskTerms,
        int storedTerm,
        boolean storeDue,
        boolean flushDue,
        boolean fellBack) {
    String describe(NodeId node) {
        String committed = committedIndex == 0 ? "-" : TermLog.term(logTerms, committedIndex) + "/" + committedIndex;
        return node + " " + role + " term=" + term + (storedTerm == term ? "" : " storedTerm=" + storedTerm) + " log="
                + TermLog.text(logTerms) + " disk=" + TermLog.text(diskTerms) + " committed=" + committed;
    }
}
