package io.quorate.broker.read;

import io.quorate.broker.state.QueueTable;
import io.quorate.commitlog.index.QueueIndex;
import io.quorate.protocol.ResponseCode;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Evaluates pulls over what is applied here. Any thread; touches no lock, and the disk only when the page cache does not
 * hold the records.
 *
 * <p>A follower's queues may end before the leader's. So it never tells a client that its offset is wrong (21), which
 * would make the client jump: where the leader would, the follower answers "nothing there" (19) with the offset
 * unchanged, which may be held until the messages arrive.
 */
public final class PullService {
    /** An answer ends before it gets longer than this, but holds at least one message, however long. */
    static final int ANSWER_BYTES_MAX = 256 << 10;

    /** Index entries looked at for one pull, when so many do not match the filter. */
    static final int EXAMINED_MAX = 800;

    /** More messages than this are not given, whatever a client asks for; stock clients ask for no more. */
    static final int MESSAGES_MAX = 1024;

    private final QueueTable queues;
    private final LogBytes log;
    private final BooleanSupplier leading;

    /** @param leading whether this replica leads and has applied all that was committed before */
    public PullService(QueueTable queues, LogBytes log, BooleanSupplier leading) {
        this.queues = queues;
        this.log = log;
        this.leading = leading;
    }

    public PullResult pull(PullQuery query) {
        // Read first: a replica that led when asked has applied at least all that the queue below then shows.
        boolean leader = leading.getAsBoolean();
        Optional<QueueIndex> found = queues.find(query.topic(), query.queueId());
        if (found.isEmpty()) {
            return nothingThere(query, PullStatus.NO_MATCHED_LOGIC_QUEUE, leader);
        }
        QueueIndex queue = found.get();
        long min = queue.minOffset();
        long max = queue.maxOffset();
        long wanted = query.queueOffset();
        if (min == max) {
            return nothingThere(query, PullStatus.NO_MESSAGE_IN_QUEUE, leader);
        }
        if (wanted < min) {
            return moved(PullStatus.OFFSET_TOO_SMALL, wanted, min, queue, max, leader);
        }
        if (wanted == max) {
            return PullResult.empty(ResponseCode.PULL_NOT_FOUND, PullStatus.OFFSET_OVERFLOW_ONE, wanted, min, max);
        }
        if (wanted > max) {
            return moved(PullStatus.OFFSET_OVERFLOW_BADLY, wanted, max, queue, max, leader);
        }
        return examine(query, queue, max);
    }

    private static PullResult nothingThere(PullQuery query, PullStatus status, boolean leader) {
        boolean moved = query.queueOffset() != 0 && leader;
        return PullResult.empty(
                moved ? ResponseCode.PULL_OFFSET_MOVED : ResponseCode.PULL_NOT_FOUND,
                status,
                moved ? 0 : query.queueOffset(),
                0,
                0);
    }

    private static PullResult moved(
            PullStatus status, long wanted, long target, QueueIndex queue, long max, boolean leader) {
        return leader
                ? PullResult.empty(ResponseCode.PULL_OFFSET_MOVED, status, target, queue.minOffset(), max)
                : PullResult.empty(ResponseCode.PULL_NOT_FOUND, status, wanted, queue.minOffset(), max);
    }

    private PullResult examine(PullQuery query, QueueIndex queue, long max) {
        int messagesMax = Math.max(1, Math.min(query.maxMsgNums(), MESSAGES_MAX));
        long end = Math.min(max, query.queueOffset() + Math.max(EXAMINED_MAX, messagesMax));
        RecordBatch batch = new RecordBatch(log);
        long offset = query.queueOffset();
        while (offset < end && batch.recordCount() < messagesMax) {
            if (query.filter().matchesHash(queue.tagHash(offset))) {
                int sizeBytes = queue.sizeBytes(offset);
                if (batch.recordCount() > 0 && batch.bytes() + sizeBytes > ANSWER_BYTES_MAX) {
                    break;
                }
                batch.add(queue.position(offset), sizeBytes);
            }
            offset++;
        }
        if (batch.recordCount() == 0) {
            return PullResult.empty(
                    ResponseCode.PULL_RETRY_IMMEDIATELY, PullStatus.NO_MATCHED_MESSAGE, offset, queue.minOffset(), max);
        }
        return new PullResult(
                ResponseCode.SUCCESS,
                PullStatus.FOUND,
                offset,
                queue.minOffset(),
                max,
                batch.slices(),
                batch.recordCount(),
                batch.bytes());
    }
}
