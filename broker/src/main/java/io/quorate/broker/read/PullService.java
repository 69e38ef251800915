package io.quorate.broker.read;

import io.quorate.broker.filter.MessageFilter;
import io.quorate.broker.state.QueueTable;
import io.quorate.commitlog.LogSlice;
import io.quorate.commitlog.index.MissingIndexException;
import io.quorate.commitlog.index.QueueIndex;
import io.quorate.commitlog.index.QueueView;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.message.MessageRecordView;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

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

    private final Supplier<QueueTable> queues;
    private final LogBytes log;
    private final BooleanSupplier leading;

    /**
     * @param queues the table of now: another one once a snapshot was restored
     * @param leading whether this replica leads and has applied all that was committed before
     */
    public PullService(Supplier<QueueTable> queues, LogBytes log, BooleanSupplier leading) {
        this.queues = queues;
        this.log = log;
        this.leading = leading;
    }

    public PullResult pull(PullQuery query) {
        try {
            return find(query);
        } catch (MissingIndexException missing) {
            // Clients come back after a second or more; PULL_NOT_FOUND would bring them back at once.
            return PullResult.empty(ResponseCode.SYSTEM_BUSY, PullStatus.INDEX_BEING_MADE, query.queueOffset(), 0, 0);
        }
    }

    private PullResult find(PullQuery query) {
        // Read first: a replica that led when asked has applied at least all that the queue below then shows.
        boolean leader = leading.getAsBoolean();
        Optional<QueueIndex> found = queues.get().find(query.topic(), query.queueId());
        if (found.isEmpty()) {
            return nothingThere(query, PullStatus.NO_MATCHED_LOGIC_QUEUE, leader);
        }
        QueueView queue = found.get().view();
        long min = queue.minOffset();
        long max = queue.maxOffset();
        long wanted = query.queueOffset();
        if (max == 0) {
            return nothingThere(query, PullStatus.NO_MESSAGE_IN_QUEUE, leader);
        }
        if (wanted < min) {
            return moved(PullStatus.OFFSET_TOO_SMALL, wanted, min, queue, leader);
        }
        if (wanted == max) {
            return PullResult.empty(ResponseCode.PULL_NOT_FOUND, PullStatus.OFFSET_OVERFLOW_ONE, wanted, min, max);
        }
        if (wanted > max) {
            return moved(PullStatus.OFFSET_OVERFLOW_BADLY, wanted, max, queue, leader);
        }
        try {
            return examine(query, queue);
        } catch (IndexOutOfBoundsException gone) {
            return removed(wanted, found.get().view(), leader);
        }
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

    private static PullResult moved(PullStatus status, long wanted, long target, QueueView queue, boolean leader) {
        return leader
                ? PullResult.empty(ResponseCode.PULL_OFFSET_MOVED, status, target, queue.minOffset(), queue.maxOffset())
                : PullResult.empty(ResponseCode.PULL_NOT_FOUND, status, wanted, queue.minOffset(), queue.maxOffset());
    }

    /**
     * The log let go of the messages after the queue was looked at. The queue then starts later by now; unless a snapshot
     * is about to replace the whole state, and then the next try finds what it says.
     */
    private static PullResult removed(long wanted, QueueView queue, boolean leader) {
        return wanted < queue.minOffset()
                ? moved(PullStatus.OFFSET_TOO_SMALL, wanted, queue.minOffset(), queue, leader)
                : PullResult.empty(
                        ResponseCode.PULL_RETRY_IMMEDIATELY,
                        PullStatus.MESSAGE_WAS_REMOVING,
                        wanted,
                        queue.minOffset(),
                        queue.maxOffset());
    }

    private PullResult examine(PullQuery query, QueueView queue) {
        RecordBatch batch = new RecordBatch(log);
        try {
            return gather(query, queue, batch);
        } catch (RuntimeException | Error failure) {
            batch.discard();
            throw failure;
        }
    }

    private PullResult gather(PullQuery query, QueueView queue, RecordBatch batch) {
        MessageFilter filter = query.filter();
        long max = queue.maxOffset();
        int messagesMax = Math.max(1, Math.min(query.maxMsgNums(), MESSAGES_MAX));
        long end = Math.min(max, query.queueOffset() + Math.max(EXAMINED_MAX, messagesMax));
        long offset = query.queueOffset();
        while (offset < end && batch.recordCount() < messagesMax) {
            if (filter.mayMatch(queue.tagHash(offset))) {
                int sizeBytes = queue.sizeBytes(offset);
                if (batch.recordCount() > 0 && batch.bytes() + sizeBytes > ANSWER_BYTES_MAX) {
                    break;
                }
                long position = queue.position(offset);
                if (!filter.needsRecord() || matches(filter, position, sizeBytes)) {
                    batch.add(position, sizeBytes);
                }
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

    /** Not copied: of a cold record only the pages are read that hold its properties. */
    private boolean matches(MessageFilter filter, long position, int sizeBytes) {
        try (LogSlice record = log.hold(position, sizeBytes)) {
            return filter.matches(new MessageRecordView().wrap(record.bytes()));
        }
    }
}
