package io.quorate.client.internal;

/** A call that got no answer worth having until its deadline, or cannot be made at all. */
public final class CallFailure extends Exception {
    /** Why there is no answer. */
    public enum Reason {
        /** No attempt brought an answer until the deadline. */
        DEADLINE,
        /** Nobody knows whom to ask: the topic or the broker is in no route. */
        NO_ROUTE,
        /** The request cannot be sent at all. */
        NOT_SENDABLE,
        /** The client was closed. */
        CLOSED
    }

    private final Reason reason;
    private final boolean maybeDone;
    private final int attemptCount;

    public CallFailure(Reason reason, boolean maybeDone, int attemptCount, String message) {
        super(message, null, false, false);
        this.reason = reason;
        this.maybeDone = maybeDone;
        this.attemptCount = attemptCount;
    }

    /** For a target that cannot be found; nothing was sent. */
    public static CallFailure noRoute(String message) {
        return new CallFailure(Reason.NO_ROUTE, false, 0, message);
    }

    public Reason reason() {
        return reason;
    }

    /** True when some attempt may have taken effect, or may still. */
    public boolean maybeDone() {
        return maybeDone;
    }

    public int attemptCount() {
        return attemptCount;
    }
}
