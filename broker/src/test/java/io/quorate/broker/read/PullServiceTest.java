package io.quorate.broker.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.filter.MessageFilters;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.TestReplica;
import io.quorate.commitlog.CommitLog;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.TagFilter;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.FlushLimit;
import io.quorate.raft.log.LogBase;
import io.quorate.remoting.RequestException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every row of the pull status table, on the leader and on a follower, and the limits of an answer. */
class PullServiceTest {
    private TestReplica replica;
    private boolean leading = true;
    private PullService pulls;

    @BeforeEach
    void open() throws StorageFailure {
        replica = new TestReplica();
        pulls = new PullService(replica.state()::queues, replica.log()::hold, () -> leading);
    }

    @AfterEach
    void close() throws StorageFailure {
        replica.close();
    }

    @Test
    void unknownQueueAtZeroIsNotFound() {
        assertEmpty(pull(0), ResponseCode.PULL_NOT_FOUND, PullStatus.NO_MATCHED_LOGIC_QUEUE, 0);
    }

    @Test
    void unknownQueueElsewhereMovesTheClientToZero() {
        assertEmpty(pull(7), ResponseCode.PULL_OFFSET_MOVED, PullStatus.NO_MATCHED_LOGIC_QUEUE, 0);
        assertEmpty(pull(-7), ResponseCode.PULL_OFFSET_MOVED, PullStatus.NO_MATCHED_LOGIC_QUEUE, 0);
    }

    @Test
    void negativeOffsetMovesTheClientToTheMinimum() {
        sendThree();
        PullResult result = pull(-1);
        assertEmpty(result, ResponseCode.PULL_OFFSET_MOVED, PullStatus.OFFSET_TOO_SMALL, 0);
        assertThat(result.maxOffset()).isEqualTo(3);
    }

    @Test
    void nextOffsetToBeWrittenIsNotFound() {
        sendThree();
        PullResult result = pull(3);
        assertEmpty(result, ResponseCode.PULL_NOT_FOUND, PullStatus.OFFSET_OVERFLOW_ONE, 3);
        assertThat(result.minOffset()).isZero();
        assertThat(result.maxOffset()).isEqualTo(3);
        assertThat(result.mayWait()).isTrue();
    }

    @Test
    void offsetBeyondMovesTheClientToTheMaximum() {
        sendThree();
        PullResult result = pull(4);
        assertEmpty(result, ResponseCode.PULL_OFFSET_MOVED, PullStatus.OFFSET_OVERFLOW_BADLY, 3);
        assertThat(result.mayWait()).isFalse();
    }

    @Test
    void matchesAreFoundAndTheClientGoesOnBehindTheLastExamined() throws RequestException {
        sendThree();
        assertThat(bodies(pull(0))).containsExactly("a0", "b1", "a2");
        PullResult result = pulls.pull(new PullQuery("T", 0, 0, 32, TagFilter.parse("a")));
        assertThat(result.code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(result.status()).isEqualTo(PullStatus.FOUND);
        assertThat(bodies(result)).containsExactly("a0", "a2");
        assertThat(result.recordCount()).isEqualTo(2);
        assertThat(result.nextBeginOffset()).isEqualTo(3);
        PullResult second = pulls.pull(new PullQuery("T", 0, 1, 32, TagFilter.parse("b || x")));
        assertThat(bodies(second)).containsExactly("b1");
        assertThat(second.nextBeginOffset()).isEqualTo(3);
    }

    @Test
    void noMatchIsRetriedBehindTheExamined() throws RequestException {
        sendThree();
        PullResult result = pulls.pull(new PullQuery("T", 0, 1, 32, TagFilter.parse("nobody")));
        assertEmpty(result, ResponseCode.PULL_RETRY_IMMEDIATELY, PullStatus.NO_MATCHED_MESSAGE, 3);
        assertThat(result.mayWait()).isFalse();
    }

    @Test
    void anExpressionIsJudgedByTheStoredRecords() throws RequestException {
        sendThree();
        MessageFilters filters = new MessageFilters(true);
        PullResult result = pulls.pull(new PullQuery("T", 0, 0, 32, filters.parse("SQL92", "TAGS = 'a'")));
        assertThat(bodies(result)).containsExactly("a0", "a2");
        assertThat(result.nextBeginOffset()).isEqualTo(3);
        assertEmpty(
                pulls.pull(new PullQuery("T", 0, 0, 32, filters.parse("SQL92", "TAGS = 'nobody'"))),
                ResponseCode.PULL_RETRY_IMMEDIATELY,
                PullStatus.NO_MATCHED_MESSAGE,
                3);
        leading = false;
        assertThat(bodies(pulls.pull(new PullQuery("T", 0, 0, 1, filters.parse("SQL92", "TAGS = 'b'")))))
                .containsExactly("b1");
    }

    @Test
    void followerNeverSaysThatAnOffsetIsWrong() {
        leading = false;
        for (long offset : new long[] {-1, 0, 9}) {
            assertEmpty(pull(offset), ResponseCode.PULL_NOT_FOUND, PullStatus.NO_MATCHED_LOGIC_QUEUE, offset);
        }
        sendThree();
        assertEmpty(pull(-1), ResponseCode.PULL_NOT_FOUND, PullStatus.OFFSET_TOO_SMALL, -1);
        assertEmpty(pull(4), ResponseCode.PULL_NOT_FOUND, PullStatus.OFFSET_OVERFLOW_BADLY, 4);
        assertThat(bodies(pull(1))).containsExactly("b1", "a2");
    }

    @Test
    void noMoreThanAskedForButAtLeastOne() {
        sendThree();
        PullResult two = pulls.pull(new PullQuery("T", 0, 0, 2, TagFilter.ALL));
        assertThat(bodies(two)).containsExactly("a0", "b1");
        assertThat(two.nextBeginOffset()).isEqualTo(2);
        for (int nonsense : new int[] {0, -5}) {
            assertThat(bodies(pulls.pull(new PullQuery("T", 0, 1, nonsense, TagFilter.ALL))))
                    .containsExactly("b1");
        }
    }

    @Test
    void answerEndsBeforeItsByteLimit() {
        for (int i = 0; i < 4; i++) {
            replica.commit(replica.message("T", 0, null, new byte[100 << 10]));
        }
        PullResult result = pull(0);
        assertThat(result.recordCount()).isEqualTo(2);
        assertThat(result.bytes()).isLessThanOrEqualTo(PullService.ANSWER_BYTES_MAX);
        assertThat(result.nextBeginOffset()).isEqualTo(2);
    }

    @Test
    void firstMatchIsReturnedWhateverItsLength() {
        replica.commit(replica.message("T", 0, null, new byte[4 << 20]));
        replica.commit(replica.message("T", 0, null, "next"));
        PullResult result = pull(0);
        assertThat(result.recordCount()).isEqualTo(1);
        assertThat(result.bytes()).isGreaterThan(4 << 20);
        assertThat(result.nextBeginOffset()).isEqualTo(1);
    }

    @Test
    void onePullExaminesABoundedNumber() throws RequestException {
        for (int i = 0; i < PullService.EXAMINED_MAX; i++) {
            replica.append(replica.message("T", 0, "a", "x"));
        }
        replica.append(replica.message("T", 0, "b", "wanted"));
        replica.applyAll();
        PullResult first = pulls.pull(new PullQuery("T", 0, 0, 32, TagFilter.parse("b")));
        assertEmpty(
                first, ResponseCode.PULL_RETRY_IMMEDIATELY, PullStatus.NO_MATCHED_MESSAGE, PullService.EXAMINED_MAX);
        PullResult second = pulls.pull(new PullQuery("T", 0, first.nextBeginOffset(), 32, TagFilter.parse("b")));
        assertThat(bodies(second)).containsExactly("wanted");
        PullResult greedy = pulls.pull(new PullQuery("T", 0, 0, Integer.MAX_VALUE, TagFilter.ALL));
        assertThat(greedy.recordCount()).isEqualTo(PullService.EXAMINED_MAX + 1);
    }

    @Test
    void neighboursInTheLogComeAsOneSlice() {
        replica.commit(
                replica.message("T", 0, null, "a"),
                replica.message("T", 0, null, "b"),
                replica.message("T", 1, null, "other"),
                replica.message("T", 0, null, "c"));
        PullResult result = pull(0);
        assertThat(bodies(result)).containsExactly("a", "b", "c");
        assertThat(result.records()).hasSize(2).allMatch(ByteBuffer::isReadOnly);
    }

    @Test
    void offsetsThatLeftTheLogMoveTheClientToTheNewMinimum() {
        sendThree();
        LogBase base = replica.base();
        replica.commit(replica.message("T", 0, "a", "a3"));
        replica.state().baseMoved(base);
        for (long gone : new long[] {-1, 0, 2}) {
            PullResult result = pull(gone);
            assertEmpty(result, ResponseCode.PULL_OFFSET_MOVED, PullStatus.OFFSET_TOO_SMALL, 3);
            assertThat(result.minOffset()).isEqualTo(3);
            assertThat(result.maxOffset()).isEqualTo(4);
        }
        assertThat(bodies(pull(3))).containsExactly("a3");
        leading = false;
        assertEmpty(pull(0), ResponseCode.PULL_NOT_FOUND, PullStatus.OFFSET_TOO_SMALL, 0);
    }

    @Test
    void queueOfWhichNothingIsLeftGoesOnAtItsMaximum() {
        sendThree();
        replica.state().baseMoved(replica.base());
        assertEmpty(pull(0), ResponseCode.PULL_OFFSET_MOVED, PullStatus.OFFSET_TOO_SMALL, 3);
        PullResult next = pull(3);
        assertEmpty(next, ResponseCode.PULL_NOT_FOUND, PullStatus.OFFSET_OVERFLOW_ONE, 3);
        assertThat(next.minOffset()).isEqualTo(3);
        assertEmpty(pull(4), ResponseCode.PULL_OFFSET_MOVED, PullStatus.OFFSET_OVERFLOW_BADLY, 3);
    }

    @Test
    void messagesThatLeaveTheLogWhileTheyAreReadAreMovedPast() {
        sendThree();
        LogBase base = replica.base();
        replica.commit(replica.message("T", 0, "a", "a3"));
        LogBytes trimmedMeanwhile = (position, lengthBytes) -> {
            replica.state().baseMoved(base);
            throw new IndexOutOfBoundsException("gone");
        };
        PullService racing = new PullService(replica.state()::queues, trimmedMeanwhile, () -> leading);
        PullResult result = racing.pull(new PullQuery("T", 0, 1, 32, TagFilter.ALL));
        assertEmpty(result, ResponseCode.PULL_OFFSET_MOVED, PullStatus.OFFSET_TOO_SMALL, 3);
        assertThat(result.minOffset()).isEqualTo(3);
    }

    /** A snapshot's log is in place, its state is not yet. */
    @Test
    void logEmptiedUnderAQueueIsAskedAgainAtTheSameOffset() {
        sendThree();
        LogBytes empty = (position, lengthBytes) -> {
            throw new IndexOutOfBoundsException("gone");
        };
        PullService racing = new PullService(replica.state()::queues, empty, () -> leading);
        PullResult result = racing.pull(new PullQuery("T", 0, 1, 32, TagFilter.ALL));
        assertEmpty(result, ResponseCode.PULL_RETRY_IMMEDIATELY, PullStatus.MESSAGE_WAS_REMOVING, 1);
    }

    /** The real log, of which a segment is deleted before the state hears of it. */
    @Test
    void segmentDeletedBeforeItsMessagesLeftTheQueue() throws Exception {
        for (int i = 0; i < 5; i++) {
            replica.commit(replica.message("T", 0, null, new byte[4 << 20]));
        }
        CommitLog log = replica.log();
        log.flush(new FlushLimit(log.generation(), Long.MAX_VALUE));
        long end = 1;
        while (!log.endsSegment(end)) {
            end++;
        }
        LogBase base = log.baseAfter(end);
        log.releaseBefore(base);
        log.deleteReleased(base);
        assertEmpty(pull(0), ResponseCode.PULL_RETRY_IMMEDIATELY, PullStatus.MESSAGE_WAS_REMOVING, 0);
        MessageLookup lookup = new MessageLookup(replica.state(), log::hold);
        assertThat(lookup.byPosition(position(0))).isEmpty();
        replica.state().baseMoved(base);
        PullResult moved = pull(0);
        assertThat(moved.code()).isEqualTo(ResponseCode.PULL_OFFSET_MOVED);
        long first = moved.nextBeginOffset();
        assertThat(first).isBetween(1L, 4L);
        assertThat(position(first)).isGreaterThanOrEqualTo(base.position());
        assertThat(pull(first).recordCount()).isEqualTo(1);
        assertThat(lookup.byPosition(position(first))).isPresent();
    }

    private long position(long queueOffset) {
        return replica.state().queues().find("T", 0).orElseThrow().view().position(queueOffset);
    }

    @Test
    void pullsSeeTheStateThatWasRestored() throws Exception {
        sendThree();
        BrokerState far = replica.restored();
        pulls = new PullService(far::queues, replica.log()::hold, () -> leading);
        assertEmpty(pull(0), ResponseCode.PULL_OFFSET_MOVED, PullStatus.OFFSET_TOO_SMALL, 3);
        sendThree();
        far.restore(replica.base(), TestReplica.snapshotOf(replica.state()));
        assertEmpty(pull(3), ResponseCode.PULL_OFFSET_MOVED, PullStatus.OFFSET_TOO_SMALL, 6);
        replica.commit(replica.message("T", 0, "a", "a6"));
        replica.catchUp(far);
        assertThat(bodies(pull(6))).containsExactly("a6");
    }

    private PullResult pull(long queueOffset) {
        return pulls.pull(new PullQuery("T", 0, queueOffset, 32, TagFilter.ALL));
    }

    private void sendThree() {
        replica.commit(replica.message("T", 0, "a", "a0"));
        replica.commit(replica.message("T", 0, "b", "b1"), replica.message("T", 0, "a", "a2"));
    }

    private static void assertEmpty(PullResult result, int code, PullStatus status, long nextBeginOffset) {
        assertThat(result.code()).isEqualTo(code);
        assertThat(result.status()).isEqualTo(status);
        assertThat(result.nextBeginOffset()).isEqualTo(nextBeginOffset);
        assertThat(result.records()).isEmpty();
        assertThat(result.bytes()).isZero();
    }

    static List<String> bodies(PullResult result) {
        List<String> bodies = new ArrayList<>();
        int bytes = 0;
        for (ByteBuffer slice : result.records()) {
            int at = slice.position();
            while (at < slice.limit()) {
                MessageRecordView record = new MessageRecordView().wrap(slice, at);
                assertThat(record.problemWithBody()).isNull();
                bodies.add(StandardCharsets.UTF_8.decode(record.body()).toString());
                at += record.totalBytes();
            }
            bytes += slice.remaining();
        }
        assertThat(bodies).hasSize(result.recordCount());
        assertThat(bytes).isEqualTo(result.bytes());
        return bodies;
    }
}
