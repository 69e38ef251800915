package io.quorate.simulation.explore;

/**
 * What is so at one node: its term and its log, and what its disk has of them. The rest of a node's state is belief: what it
 * knows of the others, and what it is about to do. Votes are among what was promised ({@link History}).
 *
 * @param restarted whether its life began in this term: what it asked for before is not what it asks for now
 * @param cutIsStored false: the log was cut below what is on disk, and that is not known there yet
 * @param logTerms as {@link TermLog} packs them, as are {@code diskTerms}
 */
record Truth(int term, int storedTerm, boolean restarted, boolean cutIsStored, long logTerms, long diskTerms) {
    /** All that can still matter of a node in an earlier term than the latest, which it can only enter. */
    Truth withTermOver() {
        return new Truth(0, 0, false, true, logTerms, diskTerms);
    }
}
