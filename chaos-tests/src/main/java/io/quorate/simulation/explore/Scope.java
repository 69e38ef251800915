package io.quorate.simulation.explore;

/**
 * How far is explored. Within it, everything that can happen happens in every order.
 *
 * @param nodes 2 to 4
 * @param termsMax nobody starts an election beyond this term
 * @param proposalsMax entries beside each leader's NOOP
 * @param crashesMax of all nodes together
 * @param lazyDisk whether flushing the log and storing the hard state are steps of their own; otherwise they happen at once,
 *     and crashes lose nothing
 * @param preVotes whether pre-vote messages travel; otherwise a pre-vote is won or not as it happens, which is more than
 *     messages could bring about
 * @param statesMax more states are given up, and the scope then counts as not covered
 */
record Scope(
        String name,
        int nodes,
        int termsMax,
        int proposalsMax,
        int crashesMax,
        boolean lazyDisk,
        boolean preVotes,
        long statesMax) {
    Scope {
        require(nodes >= 2 && nodes <= 4, "nodes=" + nodes + " must be from 2 to 4");
        require(termsMax >= 1 && termsMax <= 4, "terms=" + termsMax + " must be from 1 to 4");
        require(proposalsMax >= 0 && proposalsMax <= 7, "proposals=" + proposalsMax + " must be from 0 to 7");
        require(crashesMax >= 0 && crashesMax <= 3, "crashes=" + crashesMax + " must be from 0 to 3");
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
