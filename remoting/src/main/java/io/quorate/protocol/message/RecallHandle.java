package io.quorate.protocol.message;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Names a pending timer message, for a client that may want it back: in text the Base64 (URL-safe) of {@code v1 topic brokerName
 * deliverMillis uniqueKey}, separated by one space. Clients look into it for the broker.
 */
public record RecallHandle(String topic, String brokerName, long deliverMillis, String uniqueKey) {
    /** Ext field of a send's answer. */
    public static final String FIELD = "recallHandle";

    private static final String VERSION = "v1";
    private static final int PARTS = 5;

    public String encode() {
        String text = String.join(" ", VERSION, topic, brokerName, Long.toString(deliverMillis), uniqueKey);
        return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty if it is no such handle. */
    public static Optional<RecallHandle> decode(String handle) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(handle), StandardCharsets.UTF_8);
            String[] parts = text.split(" ", -1);
            return parts.length == PARTS && parts[0].equals(VERSION)
                    ? Optional.of(new RecallHandle(parts[1], parts[2], Long.parseLong(parts[3]), parts[4]))
                    : Optional.empty();
        } catch (IllegalArgumentException malformed) { // NumberFormatException is one
            return Optional.empty();
        }
    }
}
