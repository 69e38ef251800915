package io.quorate.client;

import java.time.Instant;

/**
 * Where a consumer group begins in a queue for which it has never committed an offset.
 *
 * @param timestampMillis for {@link Kind#TIMESTAMP} alone
 */
public record StartFrom(Kind kind, long timestampMillis) {
    /** After what is there (but see {@link Kind#LAST}). */
    public static final StartFrom LAST = new StartFrom(Kind.LAST, 0);

    public static final StartFrom FIRST = new StartFrom(Kind.FIRST, 0);

    /** Which end, or neither. */
    public enum Kind {
        /**
         * After the newest message; a broker that still holds a young queue's whole history may start a new group at its
         * beginning all the same.
         */
        LAST,
        /** At the oldest message kept. */
        FIRST,
        /** At the first message stored then or later. */
        TIMESTAMP
    }

    public static StartFrom at(Instant time) {
        return new StartFrom(Kind.TIMESTAMP, time.toEpochMilli());
    }
}
