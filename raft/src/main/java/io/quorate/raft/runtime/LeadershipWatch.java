package io.quorate.raft.runtime;

import io.quorate.raft.Role;
import io.quorate.raft.log.EntryMeta;

/**
 * Tells the state machine when this replica's leadership begins to count, which is when it has applied its own NOOP and with
 * it everything its predecessors committed, and when it is over. Replica loop only.
 */
final class LeadershipWatch {
    private final StateMachine stateMachine;
    private long ledTerm; // the term in which leadershipGained was said; 0: not leading
    private long noopIndex; // of the newest NOOP of our own
    private long noopTerm;

    LeadershipWatch(StateMachine stateMachine) {
        this.stateMachine = stateMachine;
    }

    void noopAppended(EntryMeta noop) {
        noopIndex = noop.index();
        noopTerm = noop.term();
    }

    /** Looks at how things stand; to be called whenever role, term or applied index may have changed. */
    void look(Role role, long term, long appliedIndex) {
        if (ledTerm != 0 && !isServing(role, term)) {
            ledTerm = 0;
            stateMachine.leadershipLost();
        }
        boolean leads = role == Role.LEADER && noopTerm == term;
        if (ledTerm == 0 && leads && appliedIndex >= noopIndex) {
            ledTerm = term;
            stateMachine.leadershipGained(term);
        }
    }

    /** Whether proposals may be taken. */
    boolean isServing(Role role, long term) {
        return ledTerm != 0 && ledTerm == term && role == Role.LEADER;
    }
}
