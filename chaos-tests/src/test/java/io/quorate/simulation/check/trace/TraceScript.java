package io.quorate.simulation.check.trace;

import io.quorate.simulation.check.trace.NodeEvent.Append;
import io.quorate.simulation.check.trace.NodeEvent.Apply;
import io.quorate.simulation.check.trace.NodeEvent.Boot;
import io.quorate.simulation.check.trace.NodeEvent.Commit;
import io.quorate.simulation.check.trace.NodeEvent.Durable;
import io.quorate.simulation.check.trace.NodeEvent.Follower;
import io.quorate.simulation.check.trace.NodeEvent.Leader;
import io.quorate.simulation.check.trace.NodeEvent.Member;
import io.quorate.simulation.check.trace.NodeEvent.SendAck;
import io.quorate.simulation.check.trace.NodeEvent.Vote;
import io.quorate.simulation.check.trace.NodeEvent.VotePersisted;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A trace written by hand, of n1 to n3. Fingerprints and hashes follow from what they are of, so that a good trace needs no thought about
 * them: {@link #print} of an entry in a log in which nothing ever diverged, {@link #hash} of the state.
 */
final class TraceScript {
    static final long STORAGE = 100; // of node n<k>: 100 + k

    private final List<NodeEvent> events = new ArrayList<>();

    static Member member(int node) {
        return new Member("n" + node, STORAGE + node);
    }

    static Set<Member> voters() {
        return Set.of(member(1), member(2), member(3));
    }

    static long print(long index, long term) {
        return 1_000 * index + term;
    }

    static long hash(long index) {
        return 7 * index;
    }

    List<BrokenInvariant> check() {
        return TraceValidator.check(voters(), events);
    }

    TraceScript add(NodeEvent event) {
        events.add(event);
        return this;
    }

    /** All three have started empty. */
    static TraceScript started() {
        TraceScript script = new TraceScript();
        for (int node = 1; node <= 3; node++) {
            script.boot(node, 0, "", 0, 0, 0, 0);
        }
        return script;
    }

    TraceScript boot(int node, long term, String votedFor, long last, long durable, long commit, long applied) {
        return add(new Boot("n" + node, STORAGE + node, term, votedFor, last, durable, commit, applied));
    }

    TraceScript vote(int node, long term, int candidate) {
        add(new VotePersisted("n" + node, term, "n" + candidate));
        return add(new Vote("n" + node, term, "n" + candidate));
    }

    /** Elected by one more vote; the others follow. */
    TraceScript elect(int leader, long term, int voter) {
        vote(leader, term, leader).vote(voter, term, leader).lead(leader, term);
        for (int node = 1; node <= 3; node++) {
            if (node != leader) {
                add(new VotePersisted("n" + node, term, node == voter ? "n" + leader : ""));
                add(new Follower("n" + node, term));
            }
        }
        return this;
    }

    TraceScript lead(int node, long term) {
        return add(new Leader("n" + node, term));
    }

    TraceScript append(int node, long index, long term) {
        return add(new Append("n" + node, index, term, print(index, term)));
    }

    TraceScript durable(int node, long upTo) {
        return add(new Durable("n" + node, upTo));
    }

    TraceScript ack(int node, long term, int leader, long match) {
        return add(new SendAck("n" + node, term, "n" + leader, match));
    }

    TraceScript commit(int node, long index) {
        return add(new Commit("n" + node, index));
    }

    TraceScript apply(int node, long index) {
        return add(new Apply("n" + node, index, hash(index)));
    }

    /** On the leader's disk and on one other's, acknowledged there. */
    TraceScript replicate(int leader, int follower, long index, long term) {
        append(leader, index, term).append(follower, index, term);
        return durable(leader, index).durable(follower, index).ack(follower, term, leader, index);
    }

    /** {@link #started}, then n1 leads in term 1 and has committed and applied its first entry, which n2 has as well. */
    static TraceScript working() {
        return started()
                .elect(1, 1, 2)
                .replicate(1, 2, 1, 1)
                .commit(1, 1)
                .apply(1, 1)
                .commit(2, 1)
                .apply(2, 1);
    }
}
