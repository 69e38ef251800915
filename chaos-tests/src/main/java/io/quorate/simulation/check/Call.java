package io.quorate.simulation.check;

/**
 * Who asked and when, and when the answer came.
 *
 * <p>All times of a history come from one clock that never goes back. Operations whose times are equal count as concurrent, so
 * a clock too coarse weakens the checks; a simulator may use the number of the event as its time.
 *
 * @param number unique in a history, ascending by invocation
 * @param process the logical process: it has at most one open operation
 * @param completedNanos {@link #NEVER} while no answer has come
 * @param node who answered, "" if not known
 */
public record Call(int number, int process, long invokedNanos, long completedNanos, Outcome outcome, String node) {
    public static final long NEVER = Long.MAX_VALUE;

    /** A call without an answer yet; left so, its outcome is unknown. */
    public static Call open(int number, int process, long invokedNanos) {
        return new Call(number, process, invokedNanos, NEVER, Outcome.INFO, "");
    }

    public Call ok(long nanos) {
        return completed(nanos, Outcome.OK, node);
    }

    public Call ok(long nanos, String answeredBy) {
        return completed(nanos, Outcome.OK, answeredBy);
    }

    public Call fail(long nanos) {
        return completed(nanos, Outcome.FAIL, node);
    }

    public Call info(long nanos) {
        return completed(nanos, Outcome.INFO, node);
    }

    Call completed(long nanos, Outcome as, String answeredBy) {
        return new Call(number, process, invokedNanos, nanos, as, answeredBy);
    }

    public boolean isOk() {
        return outcome == Outcome.OK;
    }

    public boolean isFail() {
        return outcome == Outcome.FAIL;
    }

    /** Acknowledged before the other was invoked: its effect had to be there. */
    public boolean okBefore(Call other) {
        return isOk() && completedNanos < other.invokedNanos;
    }
}
