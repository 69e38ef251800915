package io.quorate.simulation.explore;

import io.quorate.raft.RaftMessage;
import io.quorate.raft.Role;

/**
 * What was promised or decided so far and must hold for ever, whatever the nodes forget, and what may still happen.
 *
 * @param leaders who led a term: three bits a term, node + 1
 * @param votes who got a node's vote that left it, or its own by asking for others': three bits, node + 1, for each term and node
 * @param votesHeld votes that wait for the hard state, alike: a crash loses them
 * @param committed terms of the committed entries, as {@link TermLog} packs them
 * @param committedIn in which leader's term each of these committed, packed alike
 */
record History(
        int leaders, long votes, long votesHeld, long committed, long committedIn, int proposalsLeft, int crashesLeft) {
    private static final int NODES_MAX = 4;
    private static final int TERMS_MAX = 4;

    static History initial(Scope scope) {
        return new History(0, 0, 0, 0, 0, scope.proposalsMax(), scope.crashesMax());
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

    /** What the node held has left or was lost. */
    History heldNoMore(int node) {
        long left = votesHeld;
        for (int term = 1; term <= TERMS_MAX; term++) {
            left &= ~(7L << shift(term, node));
        }
        return withVotes(votes, left);
    }

    private History withVotes(long left, long held) {
        return left == votes && held == votesHeld
                ? this
                : new History(leaders, left, held, committed, committedIn, proposalsLeft, crashesLeft);
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
        return facts.role() == Role.LEADER ? led(node, facts.term()).committed(node, facts) : committed(node, facts);
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
        long in = committedIn;
        for (int index = known; index < facts.committedIndex(); index++) {
            in |= (long) facts.term() << (4 * index);
        }
        long terms = TermLog.prefix(facts.logTerms(), facts.committedIndex());
        return new History(leaders, votes, votesHeld, terms, in, proposalsLeft, crashesLeft);
    }

    /** What must hold in every state of the group. */
    void check(LocalFacts[] nodes) throws Violation {
        for (int a = 0; a < nodes.length; a++) {
            if (nodes[a].role() == Role.LEADER) {
                checkCompleteness(a, nodes[a]);
            }
            for (int b = 0; b < a; b++) {
                checkMatching(nodes[a].logTerms(), nodes[b].logTerms());
                checkMatching(nodes[a].diskTerms(), nodes[b].diskTerms());
            }
        }
        checkDurability(nodes);
    }

    private void checkCompleteness(int node, LocalFacts leader) throws Violation {
        for (int index = 1; index <= TermLog.length(committed); index++) {
            if (TermLog.term(committedIn, index) < leader.term()
                    && TermLog.term(leader.logTerms(), index) != TermLog.term(committed, index)) {
                throw new Violation("leader completeness (Raft §5.4.3): n" + (node + 1) + " leads term " + leader.term()
                        + " with " + TermLog.text(leader.logTerms()) + ", " + TermLog.text(committed)
                        + " was committed before");
            }
        }
    }

    private static void checkMatching(long a, long b) throws Violation {
        int agreed = TermLog.common(a, b);
        for (int index = agreed + 1; index <= Math.min(TermLog.length(a), TermLog.length(b)); index++) {
            if (TermLog.term(a, index) == TermLog.term(b, index)) {
                throw new Violation("log matching (Raft §5.3): " + TermLog.text(a) + " and " + TermLog.text(b));
            }
        }
    }

    private void checkDurability(LocalFacts[] nodes) throws Violation {
        int length = TermLog.length(committed);
        int holders = 0;
        for (LocalFacts node : nodes) {
            holders += TermLog.prefix(node.diskTerms(), length) == committed ? 1 : 0;
        }
        if (holders <= nodes.length / 2) {
            throw new Violation("committed is on a majority of disks: " + TermLog.text(committed) + " is on " + holders
                    + " of " + nodes.length);
        }
    }
}
