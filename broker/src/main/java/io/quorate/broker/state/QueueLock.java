package io.quorate.broker.state;

/**
 * A queue that one client of a consumer group alone may consume from.
 *
 * @param expiresMillis on the log's clock; from then on it is nobody's
 */
public record QueueLock(String clientId, long expiresMillis) {
    public boolean isHeldAt(long timestampMillis) {
        return timestampMillis < expiresMillis;
    }

    public boolean isHeldBy(String client, long timestampMillis) {
        return isHeldAt(timestampMillis) && clientId.equals(client);
    }
}
