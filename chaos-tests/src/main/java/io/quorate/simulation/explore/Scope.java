package io.quorate.simulation.explore;

import java.util.List;

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
 * @param situationsMax more are given up, and the scope then counts as not covered
 */
record Scope(
        int nodes,
        int termsMax,
        int proposalsMax,
        int crashesMax,
        boolean lazyDisk,
        boolean preVotes,
        int situationsMax) {
    private static final int SITUATIONS_MAX = 1_000_000; // a few gigabytes

    /** Half a minute of one core, two at a time. The longest comes first. */
    static final List<Scope> CI = List.of(
            new Scope(3, 2, 0, 1, true, false, SITUATIONS_MAX),
            new Scope(3, 1, 1, 1, true, false, SITUATIONS_MAX),
            new Scope(3, 1, 0, 0, true, true, SITUATIONS_MAX));

    /** What a large machine may do overnight. */
    static final List<Scope> BIG = List.of(
            new Scope(3, 2, 1, 0, true, false, 20 * SITUATIONS_MAX),
            new Scope(3, 2, 1, 1, true, false, 20 * SITUATIONS_MAX),
            new Scope(3, 2, 0, 2, true, false, 20 * SITUATIONS_MAX),
            new Scope(3, 3, 0, 0, true, false, 20 * SITUATIONS_MAX));

    Scope {
        require(nodes >= 2 && nodes <= 4, "nodes=" + nodes + " must be from 2 to 4");
        require(termsMax >= 1 && termsMax <= 4, "terms=" + termsMax + " must be from 1 to 4");
        require(proposalsMax >= 0 && proposalsMax <= 7, "proposals=" + proposalsMax + " must be from 0 to 7");
        require(crashesMax >= 0 && crashesMax <= 3, "crashes=" + crashesMax + " must be from 0 to 3");
    }

    Scope withNodes(int value) {
        return new Scope(value, termsMax, proposalsMax, crashesMax, lazyDisk, preVotes, situationsMax);
    }

    Scope withTermsMax(int value) {
        return new Scope(nodes, value, proposalsMax, crashesMax, lazyDisk, preVotes, situationsMax);
    }

    Scope withProposalsMax(int value) {
        return new Scope(nodes, termsMax, value, crashesMax, lazyDisk, preVotes, situationsMax);
    }

    Scope withCrashesMax(int value) {
        return new Scope(nodes, termsMax, proposalsMax, value, lazyDisk, preVotes, situationsMax);
    }

    Scope withLazyDisk(boolean value) {
        return new Scope(nodes, termsMax, proposalsMax, crashesMax, value, preVotes, situationsMax);
    }

    Scope withPreVotes(boolean value) {
        return new Scope(nodes, termsMax, proposalsMax, crashesMax, lazyDisk, value, situationsMax);
    }

    Scope withSituationsMax(int value) {
        return new Scope(nodes, termsMax, proposalsMax, crashesMax, lazyDisk, preVotes, value);
    }

    /** See {@link Steps}. */
    boolean isSortedByTerm() {
        return !preVotes && (nodes <= 3 || crashesMax == 0);
    }

    String describe() {
        return nodes + " nodes, " + termsMax + (termsMax == 1 ? " term, " : " terms, ") + proposalsMax + " proposals, "
                + crashesMax + (crashesMax == 1 ? " crash, " : " crashes, ") + (lazyDisk ? "lazy" : "instant") + " disk"
                + (preVotes ? ", pre-votes" : "");
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
