package io.quorate.raft;

/**
 * What a replica must wait for that lost entries it had acknowledged, before it may help to elect again. Caller's thread
 * only.
 *
 * <p><b>The danger.</b> Leader A (of A, X, C) commits entry 5 with X's acknowledgement. X loses 5, restarts, and A dies. X
 * and C are a majority, neither has 5, and each would find the other's log as good as its own: entry 5 is gone. Raft's
 * proof needs every voter to have, when it votes, what it acknowledged before (leader completeness, Raft §5.4.3).
 *
 * <p><b>The rule.</b> X neither votes nor asks for votes, and tells so to whoever leads: {@link RaftMessage.RepairRequest}.
 * A leader that hears of it first forgets what it had counted of X, and then answers with its committed index, once that
 * includes an entry of its own term. When X has flushed entries that match that leader's up to there, it is whole again.
 *
 * <p><b>Why that is enough.</b> Let X be whole again by the answer (T, c) of the leader L of term T; a later leader will do
 * as well for the entries, since up to c its log is L's. Let e be an entry that
 * was committed, at any time, with a copy of X counted that X lost. It was counted by the leader of some term t, from an
 * acknowledgement made before the damage.
 *
 * <ol>
 *   <li>t &gt; T: X would have acknowledged in a term that it enters only later. Impossible.
 *   <li>t &lt; T: L was elected in T by a majority. X is in it only if it voted before the damage, when it had e. So Raft's
 *       own proof holds: L's log has e, before L's first entry of its own term, hence before c.
 *   <li>t = T: L itself counted. Either it had committed e when it answered, and e is at or before c. Or it committed e
 *       afterwards, and then without that copy: L had forgotten it, and counts none again that X told of before it heard
 *       from an L that had forgotten (requests carry a round, L begins a new one when it forgets, and answers that
 *       repeat an older one do not count).
 * </ol>
 *
 * <p>So X has e: up to c its log is L's. Whatever else X holds copies of in the leaders' eyes, it has flushed after the
 * damage. No figure of how far X's log once went is needed, which is as well: the watermark lags behind what X acknowledged.
 *
 * <p>An answer to an earlier life's question is worth nothing: between the two, X may have been damaged again. So questions
 * carry a number drawn in this life.
 */
final class Repair {
    private static final long UNANSWERED = -1;

    private boolean underWay;
    private long id;
    private long untilIndex = UNANSWERED; // as a leader said
    private int ticksToQuestion;

    /** From the start of this replica on. */
    void begin(long questionId) {
        underWay = true;
        id = questionId;
    }

    boolean isUnderWay() {
        return underWay;
    }

    long id() {
        return id;
    }

    /** Time passes; whether the leader is to be asked (again). */
    boolean tick(int patienceTicks) {
        if (!underWay || untilIndex != UNANSWERED || --ticksToQuestion > 0) {
            return false;
        }
        ticksToQuestion = patienceTicks;
        return true;
    }

    void answered(long questionId, long index) {
        if (underWay && questionId == id) {
            untilIndex = Math.max(untilIndex, index);
        }
    }

    /** Our log agrees with that of the leader up to here, and is on disk so far. */
    void reached(long index) {
        if (untilIndex != UNANSWERED && index >= untilIndex) {
            underWay = false;
        }
    }
}
