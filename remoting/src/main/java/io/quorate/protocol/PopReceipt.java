package io.quorate.protocol;

import java.util.Optional;

/**
 * What a client holds for a message it popped (property POP_CK, field extraInfo): decimal numbers and the broker's name,
 * separated by spaces. Clients make it from a pop's answer; they read all parts but the first and the fourth.
 *
 * @param startOffset first queue offset of the delivery the message came with
 * @param popMillis when it was given out, by the broker's clock
 * @param invisibleMillis how long it is hidden since then
 * @param reviveQueueId {@link #ORDERED} if an ordered pop gave it, else without meaning
 * @param retry "0" for a message of the topic itself, else of one of its retry topics
 * @param queueOffset of the message
 */
public record PopReceipt(
        long startOffset,
        long popMillis,
        long invisibleMillis,
        int reviveQueueId,
        String retry,
        String brokerName,
        int queueId,
        long queueOffset) {
    public static final int ORDERED = 999;
    public static final String OF_TOPIC = "0";

    private static final int PARTS = 8; // proxies add a ninth

    /** Empty if it is no receipt. */
    public static Optional<PopReceipt> parse(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length < PARTS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PopReceipt(
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    Long.parseLong(parts[2]),
                    Integer.parseInt(parts[3]),
                    parts[4],
                    parts[5],
                    Integer.parseInt(parts[6]),
                    Long.parseLong(parts[7])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    public String encode() {
        return startOffset + " " + popMillis + " " + invisibleMillis + " " + reviveQueueId + " " + retry + " "
                + brokerName + " " + queueId + " " + queueOffset;
    }

    public boolean isOrdered() {
        return reviveQueueId == ORDERED;
    }
}
