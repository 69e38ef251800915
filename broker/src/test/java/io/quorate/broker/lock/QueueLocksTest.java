package io.quorate.broker.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.state.LockQueues;
import io.quorate.broker.state.QueueKey;
import io.quorate.broker.state.TestReplica;
import io.quorate.broker.state.UnlockQueues;
import io.quorate.broker.timer.LogClock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which wishes for locks need an entry of the log. */
class QueueLocksTest {
    private static final QueueKey MINE = new QueueKey("T", 0);
    private static final QueueKey THEIRS = new QueueKey("T", 1);
    private static final QueueKey FREE = new QueueKey("T", 2);
    private static final List<QueueKey> ALL = List.of(MINE, THEIRS, FREE);

    private TestReplica replica;
    private QueueLocks locks;

    @BeforeEach
    void lock() throws Exception {
        replica = new TestReplica();
        locks = new QueueLocks(replica.state(), 60_000, new LogClock(replica.state(), replica::nowMillis));
        replica.commit(replica.commands(
                new LockQueues("g", "me", 60_000, List.of(MINE)), new LockQueues("g", "you", 60_000, List.of(THEIRS))));
    }

    @AfterEach
    void close() throws Exception {
        replica.close();
    }

    @Test
    void youngLocksAndThoseOfOthersNeedNone() {
        assertThat(locks.undecided("g", "me", ALL)).containsExactly(FREE);
        assertThat(locks.owned("g", "me", ALL)).containsExactly(MINE);
        replica.advanceMillis(26_999);
        assertThat(locks.undecided("g", "me", ALL)).containsExactly(FREE);
    }

    /** Its owner will count on it for 30 s from the answer on. */
    @Test
    void aLockWithHalfItsLifeLeftIsRenewed() {
        replica.advanceMillis(27_000);
        assertThat(locks.undecided("g", "me", ALL)).containsExactly(MINE, FREE);
    }

    @Test
    void anExpiredLockIsAnybodys() {
        replica.advanceMillis(60_000);
        assertThat(locks.undecided("g", "me", ALL)).isEqualTo(ALL);
        assertThat(locks.owned("g", "me", ALL)).isEmpty();
    }

    /** Else one that frees a queue and locks it again would be told that it still has the lock it is about to lose. */
    @Test
    void nothingIsDecidedWhileACommandIsUnderWay() {
        locks.proposed("g");
        locks.proposed("g");
        replica.append(replica.commands(new UnlockQueues("g", "me", List.of(MINE))));
        assertThat(locks.undecided("g", "me", List.of(MINE))).containsExactly(MINE);
        assertThat(locks.undecided("h", "me", List.of())).isEmpty();
        locks.completed("g");
        assertThat(locks.undecided("g", "me", List.of(MINE))).containsExactly(MINE);
        locks.completed("g");
        assertThat(locks.undecided("g", "me", List.of(MINE))).isEmpty();
    }
}
