package io.quorate.protocol.body;

import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.Comparator;

/** One queue as clients name it. Ordered as clients sort queues before they share them out. */
public record MessageQueue(String topic, String brokerName, int queueId) implements Comparable<MessageQueue> {
    private static final Comparator<MessageQueue> ORDER = Comparator.comparing(MessageQueue::topic)
            .thenComparing(MessageQueue::brokerName)
            .thenComparingInt(MessageQueue::queueId);

    public static MessageQueue read(JsonObject json) throws RequestException {
        return new MessageQueue(
                json.requiredText("topic"), json.requiredText("brokerName"), json.requiredInt("queueId"));
    }

    public void write(JsonWriter json) {
        json.beginObject()
                .member("brokerName", brokerName)
                .member("queueId", queueId)
                .member("topic", topic)
                .endObject();
    }

    @Override
    public int compareTo(MessageQueue other) {
        return ORDER.compare(this, other);
    }
}
