package io.quorate.simulation.workload;

import io.quorate.simulation.world.Chance;
import java.nio.ByteBuffer;

/** One message some client wanted to send: its body follows from its number, so that a changed byte is seen. */
final class Sent {
    private static final int NUMBER_BYTES = Long.BYTES;

    final long number;
    final String topic;
    final int queueId;
    final int bodyBytes;
    final QueueHistory queueBefore; // its queue when the send began: another one after its topic was deleted
    final long ackedEndBefore; // of that queue then: it must come after
    SentDelay delay; // null: to be there at once
    Outcome outcome = Outcome.UNKNOWN; // until settled
    QueueHistory storedIn; // null: not there (yet)
    long queueOffset = -1; // in the log; -1: not there (yet)

    Sent(long number, String topic, int queueId, int paddingBytes, QueueHistory queueBefore) {
        this.number = number;
        this.topic = topic;
        this.queueId = queueId;
        this.bodyBytes = NUMBER_BYTES + paddingBytes;
        this.queueBefore = queueBefore;
        this.ackedEndBefore = queueBefore.ackedEnd;
    }

    ByteBuffer body() {
        ByteBuffer body = ByteBuffer.allocate(bodyBytes).putLong(number);
        Chance padding = new Chance(number);
        while (body.hasRemaining()) {
            body.put((byte) padding.below(256));
        }
        return body.flip();
    }

    static long numberOf(ByteBuffer body) {
        return body.remaining() < NUMBER_BYTES ? -1 : body.getLong(body.position());
    }

    @Override
    public String toString() {
        return "message " + number + " to " + topic + "/" + queueId;
    }
}
