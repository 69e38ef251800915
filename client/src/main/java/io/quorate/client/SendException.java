package io.quorate.client;

import java.util.List;

/** A send that was not acknowledged, and what is known of the message. */
public final class SendException extends ClientException {
    /** What became of the message. */
    public enum Fate {
        /** Final: it is not stored, and will not be. */
        NOT_STORED,
        /** It may be stored, or may still become so. Sending again may store it twice. */
        UNKNOWN
    }

    /** Why. */
    public enum Reason {
        /** The broker said no for good; see {@link #responseCode()}. */
        REFUSED,
        /** Every attempt until the deadline failed. */
        TIMED_OUT,
        /** Too much was under way for too long; it was never sent. */
        OVERLOADED,
        /** Nobody knows the topic, or it has no queue to write to. */
        NO_ROUTE,
        /** The producer was closed. */
        CLOSED
    }

    private final Reason reason;
    private final Fate fate;
    private final List<String> messageIds;
    private final int attemptCount;

    SendException(
            Reason reason, Fate fate, int responseCode, List<String> messageIds, int attemptCount, String message) {
        super(responseCode, reason + ", fate " + fate + ": " + message);
        this.reason = reason;
        this.fate = fate;
        this.messageIds = List.copyOf(messageIds);
        this.attemptCount = attemptCount;
    }

    public Reason reason() {
        return reason;
    }

    public Fate fate() {
        return fate;
    }

    /** Unique keys of the messages, as they would stand in a receipt. */
    public List<String> messageIds() {
        return messageIds;
    }

    public int attemptCount() {
        return attemptCount;
    }
}
