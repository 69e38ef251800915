package io.quorate.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.log.LogStore;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.snapshot.SnapshotMeta;
import io.quorate.raft.snapshot.SnapshotStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Segments of 100 bytes and ten entries; a snapshot behind each of the first eight; the log ends in the middle of the tenth. */
class RetentionTest {
    private static final long EVERYTHING = Long.MAX_VALUE;

    private final List<LogBase> moves = new ArrayList<>();
    private final List<LogBase> deleted = new ArrayList<>();
    private LogBase base = LogBase.EMPTY;
    private DurableState stored = DurableState.INITIAL;
    private int snapshots = 8;
    private long neededPosition = EVERYTHING;
    private long endPosition = 950;

    private static LogBase behind(int segments) {
        return segments == 0 ? LogBase.EMPTY : new LogBase(10L * segments, 1, 100L * segments, 0, segments);
    }

    private Retention retention(long logBytesMax, long lagBytesMax) {
        LogStore log = (LogStore) Proxy.newProxyInstance(
                LogStore.class.getClassLoader(),
                new Class<?>[] {LogStore.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "base" -> base;
                    case "endPosition" -> endPosition;
                    case "endsSegment" -> (Long) arguments[0] % 10 == 0;
                    case "baseAfter" -> behind((int) ((Long) arguments[0] / 10));
                    case "releaseBefore" -> {
                        base = (LogBase) arguments[0];
                        moves.add(base);
                        yield null;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        SnapshotStore store = (SnapshotStore) Proxy.newProxyInstance(
                SnapshotStore.class.getClassLoader(),
                new Class<?>[] {SnapshotStore.class},
                (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "kept" -> {
                            return kept();
                        }
                        case "keptAt" -> {
                            return InvocationHandler.invokeDefault(proxy, method, arguments);
                        }
                        case "delete" -> deleted.add(((SnapshotMeta) arguments[0]).base());
                        case "deleteBefore" -> deleteBefore((LogBase) arguments[0]);
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                    return null;
                });
        StateMachine stateMachine = (StateMachine) Proxy.newProxyInstance(
                StateMachine.class.getClassLoader(),
                new Class<?>[] {StateMachine.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("neededPosition")) {
                        return neededPosition;
                    }
                    // Told before the log lets go.
                    assertThat(method.getName()).isEqualTo("baseMoved");
                    assertThat(base).isNotEqualTo(arguments[0]);
                    return null;
                });
        SnapshotConfig config = new SnapshotConfig(logBytesMax, lagBytesMax, 1, 1, 1);
        return new Retention(config, log, store, stateMachine, new DurablePromises(stored));
    }

    private void deleteBefore(LogBase first) {
        kept().stream()
                .map(SnapshotMeta::base)
                .filter(each -> each.position() < first.position())
                .forEach(deleted::add);
    }

    private List<SnapshotMeta> kept() {
        List<SnapshotMeta> kept = new ArrayList<>();
        for (int segments = 1; segments <= snapshots; segments++) {
            kept.add(new SnapshotMeta(behind(segments), new IndexedMembership(0, Membership.NONE), 1, segments));
        }
        kept.removeIf(meta -> deleted.contains(meta.base()));
        return kept;
    }

    @Test
    void whatExpiredWaitsForFollowersInContactUnlessItIsUrgent() {
        Retention retention = retention(0, 0);
        retention.releaseUpTo(600, false);
        assertThat(retention.look(EVERYTHING, 19)).isTrue();
        assertThat(moves).containsExactly(behind(1));
        assertThat(retention.look(EVERYTHING, 19)).isFalse();
        assertThat(retention.look(EVERYTHING, 45)).isTrue();
        retention.releaseUpTo(500, true);
        assertThat(retention.look(EVERYTHING, 45)).isTrue();
        assertThat(retention.look(EVERYTHING, 45)).isFalse();
        assertThat(moves).containsExactly(behind(1), behind(4), behind(5));
    }

    /** Neither time nor size nor a full disk takes away what a pending message stands in. */
    @Test
    void neverPassesWhatTheStateStillNeeds() {
        neededPosition = 250;
        Retention retention = retention(100, 200);
        retention.releaseUpTo(EVERYTHING, true);
        assertThat(retention.look(EVERYTHING, EVERYTHING)).isTrue();
        assertThat(retention.look(EVERYTHING, EVERYTHING)).isFalse();
        assertThat(moves).containsExactly(behind(2));
        neededPosition = 300;
        assertThat(retention.look(EVERYTHING, EVERYTHING)).isTrue();
        assertThat(moves).containsExactly(behind(2), behind(3));
    }

    @Test
    void keepsEverythingUnlessTold() {
        assertThat(retention(0, 0).look(EVERYTHING, EVERYTHING)).isFalse();
        assertThat(moves).isEmpty();
    }

    @Test
    void removesNoMoreThanMakesTheLogShortEnough() {
        Retention retention = retention(300, 600);
        assertThat(retention.look(EVERYTHING, EVERYTHING)).isTrue();
        assertThat(moves).containsExactly(behind(7));
        assertThat(retention.look(EVERYTHING, EVERYTHING)).isFalse();
    }

    /** What the others committed may be applied here and be lost here with the next power cut. */
    @Test
    void neverPassesWhatIsFlushedAppliedAndCommitted() {
        Retention retention = retention(300, 600);
        retention.releaseUpTo(EVERYTHING, true);
        assertThat(retention.look(49, EVERYTHING)).isTrue();
        assertThat(moves).containsExactly(behind(4));
        assertThat(retention.look(49, EVERYTHING)).isFalse();
    }

    @Test
    void waitsForFollowersInContactWithinBounds() {
        assertThat(retention(300, 2_000).look(EVERYTHING, 25)).isTrue();
        assertThat(moves).containsExactly(behind(2));
        assertThat(retention(300, 2_000).look(EVERYTHING, 25)).isFalse();
        assertThat(retention(300, 500).look(EVERYTHING, 25)).isTrue();
        assertThat(moves).containsExactly(behind(2), behind(7));
    }

    @Test
    void movesToTheNewestSnapshotNotAboveTheWantedPosition() {
        Retention retention = retention(0, 0);
        retention.releaseUpTo(555, true);
        assertThat(retention.look(EVERYTHING, 0)).isTrue();
        assertThat(moves).containsExactly(behind(5));
        retention.releaseUpTo(200, true);
        assertThat(retention.look(EVERYTHING, 0)).isFalse();
    }

    /** A log of which nothing is ever removed does not gather snapshots without end, and those left are spread over it. */
    @Test
    void thinsOutWhatIsTooMuch() throws StorageFailure {
        endPosition = 1_000_000;
        Retention retention = retention(0, 0);
        retention.nextStep().run();
        for (snapshots = 1; snapshots <= 600; snapshots++) {
            retention.look(EVERYTHING, EVERYTHING); // a tick: counted once in each
            DiskStep step = retention.nextStep();
            assertThat(step != null).isEqualTo(kept().size() > Retention.SNAPSHOTS_MAX);
            if (step != null) {
                step.run();
            }
        }
        snapshots = 600;
        List<SnapshotMeta> left = kept();
        assertThat(left).hasSize(Retention.SNAPSHOTS_MAX);
        assertThat(left.get(0).base()).isEqualTo(behind(1));
        for (int at = 1; at < left.size(); at++) {
            long gap = left.get(at).base().position() - left.get(at - 1).base().position();
            assertThat(gap).as("segments between two").isLessThanOrEqualTo(8 * 100);
        }
    }

    /** Of a state that is large beside its log a few are enough: a byte each here, in a log of 64. */
    @Test
    void snapshotsTakeNoMoreThanTheirPartOfTheLog() throws StorageFailure {
        endPosition = 64;
        Retention retention = retention(0, 0);
        retention.nextStep().run();
        for (DiskStep step = retention.nextStep(); step != null; step = retention.nextStep()) {
            step.run();
            step.done();
        }
        assertThat(kept()).hasSize(4);
        assertThat(kept().get(0).base()).isEqualTo(behind(1));
        assertThat(kept().get(3).base()).isEqualTo(behind(8));
    }

    @Test
    void theNewestSnapshotAndOneToFallBackOnAreAlwaysKept() throws StorageFailure {
        endPosition = 1;
        Retention retention = retention(0, 0);
        retention.nextStep().run();
        for (DiskStep step = retention.nextStep(); step != null; step = retention.nextStep()) {
            step.run();
            step.done();
        }
        assertThat(kept()).hasSize(Retention.SNAPSHOTS_MIN);
    }

    /** Seed 7004 of ce6c17d: the one at the base was taken for one in the middle, and went. */
    @Test
    void aSnapshotFinishedAfterTheLogWasReplacedGoesAndTheBasesStays() throws StorageFailure {
        base = behind(3);
        stored = new DurableState(1, Optional.empty(), 30, 300, 30, base, 0);
        endPosition = 301;
        Retention retention = retention(0, 0);
        retention.nextStep().run();
        assertThat(deleted).containsExactly(behind(1), behind(2));
        deleted.remove(behind(2)); // it was being written
        for (int ticks = 0; ticks < 9; ticks++) {
            retention.look(0, 0);
            DiskStep step = retention.nextStep();
            if (step != null) {
                step.run();
                step.done();
            }
        }
        assertThat(kept())
                .extracting(SnapshotMeta::base)
                .hasSize(Retention.SNAPSHOTS_MIN)
                .startsWith(behind(3));
    }

    /** The base must not move to a snapshot that is on its way out, nor may the one go to which it is moving. */
    @Test
    void thinningAndMovingDoNotMeet() throws StorageFailure {
        snapshots = Retention.SNAPSHOTS_MAX + 1;
        endPosition = 1_000_000;
        Retention retention = retention(0, 0);
        retention.nextStep().run();
        DiskStep thinning = retention.nextStep();
        retention.releaseUpTo(299, true);
        assertThat(retention.look(EVERYTHING, EVERYTHING)).isTrue();
        thinning.run();
        thinning.done();
        assertThat(deleted).containsExactly(behind(2));
        assertThat(moves).containsExactly(behind(1));
        snapshots++;
        assertThat(retention.nextStep())
                .as("while the hard state does not name the new base yet")
                .isNull();
    }

    /** Seed 7046 of eb5de15. */
    @Test
    void whereTheBasesSnapshotIsLostTheNextOneIsOffered() {
        Retention retention = retention(0, 0);
        assertThat(retention.soundIndex(EVERYTHING, 0, EVERYTHING))
                .as("of a whole log")
                .isZero();
        base = behind(3);
        assertThat(retention.soundIndex(EVERYTHING, 0, EVERYTHING)).isEqualTo(30);
        deleted.addAll(List.of(behind(1), behind(2), behind(3), behind(4)));
        assertThat(retention.soundIndex(EVERYTHING, 0, EVERYTHING)).isEqualTo(50);
        assertThat(retention.soundIndex(49, 0, EVERYTHING))
                .as("there is none yet")
                .isEqualTo(30);
    }

    /** Seed 18300 of 7ad2ad1. */
    @Test
    void behindALostEntryTheNextSnapshotIsOffered() {
        Retention retention = retention(0, 0);
        assertThat(retention.soundIndex(EVERYTHING, 5, EVERYTHING)).isEqualTo(10);
        base = behind(1);
        assertThat(retention.soundIndex(EVERYTHING, 10, EVERYTHING))
                .as("what has left the log is not missed")
                .isEqualTo(10);
        assertThat(retention.soundIndex(EVERYTHING, 11, EVERYTHING)).isEqualTo(20);
        assertThat(retention.soundIndex(EVERYTHING, 20, EVERYTHING))
                .as("a snapshot has its last entry")
                .isEqualTo(20);
        assertThat(retention.soundIndex(EVERYTHING, 21, EVERYTHING)).isEqualTo(30);
        assertThat(retention.soundIndex(24, 21, EVERYTHING))
                .as("there is none yet")
                .isEqualTo(10);
        deleted.addAll(List.of(behind(1), behind(3)));
        assertThat(retention.soundIndex(EVERYTHING, 21, EVERYTHING)).isEqualTo(40);
    }

    /** Seed 23948 of 87164e9: an open transaction's half message was skipped. */
    @Test
    void whatNobodyHasLetGoOfIsNotSkipped() {
        Retention retention = retention(0, 0);
        base = behind(1);
        assertThat(retention.soundIndex(EVERYTHING, 15, 30)).isEqualTo(20);
        assertThat(retention.soundIndex(EVERYTHING, 15, 20)).isEqualTo(20);
        assertThat(retention.soundIndex(EVERYTHING, 15, 19)).isEqualTo(10);
        assertThat(retention.soundIndex(EVERYTHING, 25, 20)).isEqualTo(10);
        deleted.add(behind(1));
        assertThat(retention.soundIndex(EVERYTHING, 0, 30)).isEqualTo(20);
        assertThat(retention.soundIndex(EVERYTHING, 0, 0)).isEqualTo(10);
    }

    @Test
    void needsASnapshot() {
        snapshots = 0;
        Retention retention = retention(300, 600);
        retention.releaseUpTo(EVERYTHING, true);
        assertThat(retention.look(EVERYTHING, EVERYTHING)).isFalse();
    }
}
