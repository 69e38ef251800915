package io.quorate.broker.pop;

import io.quorate.remoting.Connection;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** One pop, or one question whether there is something, on its way to its answer. Any thread. */
final class PopPoll {
    /**
     * <pre>
     *   RUNNING    somebody looks for messages, or they are on their way through the log
     *   SIGNALLED  the same, and meanwhile there was something new: looks again before it waits
     *   WAITING    nothing was there; whoever makes it RUNNING looks again
     *   DONE       answered, or nobody waits for the answer any more
     * </pre>
     */
    enum State {
        RUNNING,
        SIGNALLED,
        WAITING,
        DONE
    }

    private final PopQuery query;
    private final boolean onlyLooks;
    private final Connection connection;
    private final long number;
    private final long deadlineMillis;
    private final Consumer<PopResult> answer;
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

    /**
     * @param onlyLooks gives nothing out
     * @param number the order in which polls came
     * @param deadlineMillis by the clock that never goes back
     */
    PopPoll(
            PopQuery query,
            boolean onlyLooks,
            Connection connection,
            long number,
            long deadlineMillis,
            Consumer<PopResult> answer) {
        this.query = query;
        this.onlyLooks = onlyLooks;
        this.connection = connection;
        this.number = number;
        this.deadlineMillis = deadlineMillis;
        this.answer = answer;
    }

    PopQuery query() {
        return query;
    }

    boolean onlyLooks() {
        return onlyLooks;
    }

    long number() {
        return number;
    }

    boolean isOverdue(long nowMillis) {
        return deadlineMillis <= nowMillis;
    }

    boolean isGone() {
        return !connection.isActive();
    }

    /** True for exactly one caller, who then has to look. */
    boolean wake() {
        return state.compareAndSet(State.WAITING, State.RUNNING);
    }

    /** There is something new. False if it is answered already: somebody else is to hear of it. */
    boolean signal(Consumer<PopPoll> look) {
        while (true) {
            switch (state.get()) {
                case DONE -> {
                    return false;
                }
                case SIGNALLED -> {
                    return true;
                }
                case RUNNING -> {
                    if (state.compareAndSet(State.RUNNING, State.SIGNALLED)) {
                        return true;
                    }
                }
                case WAITING -> {
                    if (wake()) {
                        look.accept(this);
                        return true;
                    }
                }
            }
        }
    }

    /** Called by who looks, having found nothing. False if there is something new: it goes on looking. */
    boolean rest() {
        if (state.compareAndSet(State.RUNNING, State.WAITING)) {
            return true;
        }
        state.compareAndSet(State.SIGNALLED, State.RUNNING);
        return false;
    }

    /**
     * Called once, by who looks.
     *
     * @return whether there was something new, which somebody else is to hear of
     */
    boolean end() {
        return state.getAndSet(State.DONE) == State.SIGNALLED;
    }

    void answer(PopResult result) {
        answer.accept(result);
    }
}
