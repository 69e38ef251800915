package io.quorate.simulation.explore;

import io.quorate.raft.RaftMessage;
import io.quorate.raft.Role;

/**
 * What was promised or decided so far and must hold for ever, whatever the nodes forget, and what may still happen.
 *
 * @param leaders who led a term: three bits a term, node + 1
 * @param votes who got a node's vote that left it, or its own by asking for others': three bits, node + 1, for each term and node
 * @param votesHeld votes that wait for the hard state, alike: a crash loses them
 * @param runs where each term's entries begin and the term of the entry before: four bits each, for each term
 * @param committed terms of the committed entries, as {@link TermLog} packs them
 * @param committedIn in which leader's term each of these committed, packed alike
 */
record History(
        int leaders,
        long votes,
        long votesHeld,
        int runs,
        long committed,
        long committedIn,
        int proposalsLeft,
        int crashesLeft) {
    private static final int NODES_MAX = 4;
    private static final int TERMS_MAX = 4;

    static History initial(Scope scope) {
        return new History(0, 0, 0, 0, 0, 0, scope.proposalsMax(), scope.crashesMax());
    }

    private static int shift(int term, int node) {
        return 3 * (NODES_MAX * (term - 1) + node);
    }

    History renamed(Permutations permutations, int permutation, int nodes) {
        int renamedLeaders = 0;
        for (int term = 1; term <= TERMS_MAX; term++) {
            int leader = leaders >> (3 * term) & 7;
            renamedLeaders |= leader == 0 ? 0 : (permutations.image(permutation, leader - 1) + 1) << (3 * term);
        }
        return new History(
                renamedLeaders,
                renamed(votes, permutations, permutation, nodes),
                renamed(votesHeld, permutations, permutation, nodes),
                runs,
                committed,
                committedIn,
                proposalsLeft,
                crashesLeft);
    }

    private static long renamed(long votes, Permutations permutations, int permutation, int nodes) {
        long renamed = 0;
        for (int term = 1; term <= TERMS_MAX; term++) {
            for (int node = 0; node < nodes; node++) {
                int vote = (int) (votes >> shift(term, node)) & 7;
                if (vote != 0) {
                    renamed |= ((long) permutations.image(permutation, vote - 1) + 1)
                            << shift(term, permutations.image(permutation, node));
                }
            }
        }
        return renamed;
    }

    /**
     * Without the votes of terms before this one, in which nobody is elected any more. Who led them still tells apart what
     * a node can hear that fell back to one.
     */
    History sinceTerm(int term) {
        long votesOver = (1L << shift(term, 0)) - 1;
        return new History(
                leaders,
                votes & ~votesOver,
                votesHeld & ~votesOver,
                runs,
                committed,
                committedIn,
                proposalsLeft,
                crashesLeft);
    }

    /** Whether the bounds of the scope leave room for this. */
    boolean allows(Input input) {
        return input == Input.Event.PROPOSE ? proposalsLeft > 0 : !(input instanceof Input.Crash) || crashesLeft > 0;
    }

    History counted(Input input) {
        int proposed = input == Input.Event.PROPOSE ? 1 : 0;
        int crashed = input instanceof Input.Crash ? 1 : 0;
        return proposed + crashed == 0
                ? this
                : new History(
                        leaders,
                        votes,
                        votesHeld,
                        runs,
                        committed,
                        committedIn,
                        proposalsLeft - proposed,
                        crashesLeft - crashed);
    }

    /** A message left: a vote in it is a promise. A candidate's own is on its disk before it asks anybody. */
    History sent(RaftMessage message) throws Violation {
        return withVotes(voted(votes, message), votesHeld);
    }

    /** A message is ready, and waits for the hard state. */
    History held(RaftMessage message) throws Violation {
        return withVotes(votes, voted(votesHeld, message));
    }

    /** What the node held was lost. */
    History heldLost(int node) {
        return withVotes(votes, votesHeld & ~ofNode(node));
    }

    /** What the node held has left. */
    History heldLeft(int node) throws Violation {
        long left = votes;
        for (int term = 1; term <= TERMS_MAX; term++) {
            int candidate = (int) (votesHeld >> shift(term, node)) & 7;
            left = candidate == 0 ? left : voted(left, node, candidate - 1, term);
        }
        return withVotes(left, votesHeld & ~ofNode(node));
    }

    private static long ofNode(int node) {
        long all = 0;
        for (int term = 1; term <= TERMS_MAX; term++) {
            all |= 7L << shift(term, node);
        }
        return all;
    }

    private History withVotes(long left, long held) {
        return left == votes && held == votesHeld
                ? this
                : new History(leaders, left, held, runs, committed, committedIn, proposalsLeft, crashesLeft);
    }

    private static long voted(long votes, RaftMessage message) throws Violation {
        if (message instanceof RaftMessage.VoteReply reply && reply.granted()) {
            return voted(votes, CoreNode.number(reply.from()), CoreNode.number(reply.to()), (int) reply.term());
        } else if (message instanceof RaftMessage.VoteRequest request) {
            int self = CoreNode.number(request.from());
            return voted(votes, self, self, (int) request.term());
        }
        return votes;
    }

    private static long voted(long votes, int node, int candidate, int term) throws Violation {
        int before = (int) (votes >> shift(term, node)) & 7;
        if (before != 0 && before != candidate + 1) {
            throw new Violation("one vote a term, across crashes (Raft §5.2): n" + (node + 1) + " voted for n" + before
                    + " and n" + (candidate + 1) + " in term " + term);
        }
        return votes | (long) (candidate + 1) << shift(term, node);
    }

    /** A node came into this state. */
    History reached(int node, LocalFacts facts) throws Violation {
        History changed = withRuns(facts.logTerms()).committed(node, facts);
        if (facts.role() == Role.LEADER) {
            changed = changed.led(node, facts.term());
            changed.checkLeader(node, facts);
        }
        return changed;
    }

    /** A term has one leader, who adds to the end of one log: all its entries begin at one place, after the same entry. */
    private History withRuns(long logTerms) throws Violation {
        int all = runs;
        for (int index = 1; index <= TermLog.length(logTerms); index++) {
            int term = TermLog.term(logTerms, index);
            int before = TermLog.term(logTerms, index - 1);
            if (term != before) {
                int run = index << 4 | before;
                int known = all >> (8 * (term - 1)) & 255;
                if (known != 0 && known != run) {
                    throw new Violation(
                            "log matching (Raft §5.3): entries of term " + term + " begin at " + (known >> 4)
                                    + " after one of term " + (known & 15) + ", and not in " + TermLog.text(logTerms));
                }
                all |= run << (8 * (term - 1));
            }
        }
        return all == runs
                ? this
                : new History(leaders, votes, votesHeld, all, committed, committedIn, proposalsLeft, crashesLeft);
    }

    private History led(int node, int term) throws Violation {
        int before = leaders >> (3 * term) & 7;
        if (before == node + 1) {
            return this;
        } else if (before != 0) {
            throw new Violation(
                    "election safety (Raft §5.2): n" + before + " and n" + (node + 1) + " lead term " + term);
        }
        return new History(
                leaders | (node + 1) << (3 * term),
                votes,
                votesHeld,
                runs,
                committed,
                committedIn,
                proposalsLeft,
                crashesLeft);
    }

    private History committed(int node, LocalFacts facts) throws Violation {
        int known = TermLog.length(committed);
        int agreed = Math.min(known, facts.committedIndex());
        if (TermLog.prefix(committed, agreed) != TermLog.prefix(facts.logTerms(), agreed)) {
            throw new Violation("state machine safety (Raft §5.4.3): n" + (node + 1) + " commits "
                    + TermLog.text(TermLog.prefix(facts.logTerms(), agreed)) + ", " + TermLog.text(committed)
                    + " was committed before");
        }
        if (facts.committedIndex() <= known) {
            return this;
        }
        if (facts.role() == Role.LEADER && TermLog.term(facts.logTerms(), facts.committedIndex()) != facts.term()) {
            throw new Violation("a leader commits entries of its own term by counting (Raft §5.4.2): n" + (node + 1)
                    + " leads term " + facts.term() + " and commits "
                    + TermLog.text(TermLog.prefix(facts.logTerms(), facts.committedIndex())));
        }
        long in = committedIn;
        for (int index = known; index < facts.committedIndex(); index++) {
            in |= (long) facts.term() << (4 * index);
        }
        long terms = TermLog.prefix(facts.logTerms(), facts.committedIndex());
        return new History(leaders, votes, votesHeld, runs, terms, in, proposalsLeft, crashesLeft);
    }

    /** Whoever leads has all that was committed in earlier terms. */
    void checkLeader(int node, LocalFacts leader) throws Violation {
        for (int index = 1; index <= TermLog.length(committed); index++) {
            if (TermLog.term(committedIn, index) < leader.term()
                    && TermLog.term(leader.logTerms(), index) != TermLog.term(committed, index)) {
                throw new Violation("leader completeness (Raft §5.4.3): n" + (node + 1) + " leads term " + leader.term()
                        + " with " + TermLog.text(leader.logTerms()) + ", " + TermLog.text(committed)
                        + " was committed before");
            }
        }
    }

    /** What was committed is on a majority of disks, whatever the group has become. */
    void checkDisks(long... diskTerms) throws Violation {
        int length = TermLog.length(committed);
        int holders = 0;
        for (long each : diskTerms) {
            holders += TermLog.prefix(each, length) == committed ? 1 : 0;
        }
        if (holders <= diskTerms.length / 2) {
            throw new Violation("committed is on a majority of disks: " + TermLog.text(committed) + " is on " + holders
                    + " of " + diskTerms.length);
        }
    }
}
