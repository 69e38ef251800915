package io.quorate.broker.pop;

import io.quorate.commitlog.LogSlice;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Answer to a pop.
 *
 * @param code response code: 0 found, 210 nothing within the time, 209 too many wait, 2 busy
 * @param popMillis when the messages were given out, or now
 * @param restCount messages left after these, about
 * @param queues where the messages are from, in no particular order of the queues
 * @param records their stored records, in that order, each buffer one or more of them
 * @param held what keeps those of them alive that lie in the log: to be closed by whoever gets the answer
 */
public record PopResult(
        int code,
        String remark,
        long popMillis,
        long restCount,
        List<PoppedQueue> queues,
        List<ByteBuffer> records,
        List<LogSlice> held) {
    /** Messages of one queue, ascending. */
    public record PoppedQueue(int queueId, List<PoppedMessage> messages) {}

    /**
     * One message.
     *
     * @param earlierDeliveryCount how often it was given out before
     */
    public record PoppedMessage(long queueOffset, int earlierDeliveryCount) {}

    static PopResult empty(int code, String remark, long nowMillis) {
        return new PopResult(code, remark, nowMillis, 0, List.of(), List.of(), List.of());
    }

    public int messageCount() {
        return queues.stream().mapToInt(queue -> queue.messages().size()).sum();
    }

    public boolean isEmpty() {
        return queues.isEmpty();
    }
}
