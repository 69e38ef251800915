package io.quorate.remoting;

/** A request that got no response, and what is known of its fate. */
public final class RemotingException extends Exception {
    /** Whether the other side may have carried the request out. */
    public enum Reason {
        /** No connection could be made. Not carried out. */
        CONNECT_FAILED,
        /** The bound of requests under way is reached. Not sent. */
        TOO_MANY_IN_FLIGHT,
        /** The connection closed first. Unknown. */
        CONNECTION_CLOSED,
        /** No answer in time. Unknown. */
        TIMED_OUT,
        /** The command cannot be put in a frame (too large). Not sent. */
        NOT_ENCODABLE,
        /** This side was shut down. */
        SHUT_DOWN
    }

    private final Reason reason;

    public RemotingException(Reason reason, String message) {
        this(reason, message, null);
    }

    public RemotingException(Reason reason, String message, Throwable cause) {
        super(message, cause, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
