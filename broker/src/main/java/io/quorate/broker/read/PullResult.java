package io.quorate.broker.read;

import io.quorate.commitlog.LogSlice;
import io.quorate.protocol.ResponseCode;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Answer to a pull.
 *
 * @param code response code: 0 found, 19 not found, 20 retry immediately, 21 offset moved, 2 busy
 * @param nextBeginOffset where the client goes on
 * @param minOffset of the queue, 0 if unknown
 * @param maxOffset of the queue, the next offset to be written, 0 if unknown
 * @param slices the matching stored records in order, each slice one or more of them; to be closed by whoever gets the answer
 * @param recordCount records in those slices
 * @param bytes total length of those slices
 */
public record PullResult(
        int code,
        PullStatus status,
        long nextBeginOffset,
        long minOffset,
        long maxOffset,
        List<LogSlice> slices,
        int recordCount,
        int bytes) {

    public static PullResult empty(int code, PullStatus status, long nextBeginOffset, long minOffset, long maxOffset) {
        return new PullResult(code, status, nextBeginOffset, minOffset, maxOffset, List.of(), 0, 0);
    }

    /** The bytes of the slices, until these are closed. */
    public List<ByteBuffer> records() {
        return slices.stream().map(LogSlice::bytes).toList();
    }

    /** True when a message yet to come would change the answer: the pull may be held. */
    public boolean mayWait() {
        return code == ResponseCode.PULL_NOT_FOUND;
    }

    /** Whether all there was to the end of the queue was looked at, and none of it wanted. */
    boolean isAllFiltered() {
        return status == PullStatus.NO_MATCHED_MESSAGE && nextBeginOffset == maxOffset;
    }

    /** Whether only the leader can say how to go on: on a follower the queue may begin later, which moves nobody. */
    boolean isForTheLeader() {
        return status == PullStatus.OFFSET_TOO_SMALL && code == ResponseCode.PULL_NOT_FOUND;
    }
}
