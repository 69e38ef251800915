package io.quorate.commitlog.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.raft.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class QueueIndexTest {
    private record Unit(long position, int sizeBytes, int tagHash, long storeTimestampMillis) {}

    /** A unit every field of which follows from its number. */
    private static Unit unit(long number) {
        return new Unit(number * 1000 + 7, (int) (number % 5000) + 1, (int) (number * 0x9E3779B9L), 1000 + number / 3);
    }

    private static void append(QueueIndex index, long queueOffset, Unit unit) {
        index.append(queueOffset, unit.position(), unit.sizeBytes(), unit.tagHash(), unit.storeTimestampMillis());
    }

    private static Unit read(QueueIndex index, long queueOffset) {
        return read(index.view(), queueOffset);
    }

    private static Unit read(QueueView view, long queueOffset) {
        return new Unit(
                view.position(queueOffset),
                view.sizeBytes(queueOffset),
                view.tagHash(queueOffset),
                view.storeTimestampMillis(queueOffset));
    }

    @Test
    void unitsComeBackAsTheyWentIn() {
        QueueIndex index = new QueueIndex(5);
        int count = 3 * QueueIndex.CHUNK_UNITS + 10;
        for (int i = 0; i < count; i++) {
            append(index, 5 + i, unit(i));
        }
        assertThat(index.minOffset()).isEqualTo(5);
        assertThat(index.maxOffset()).isEqualTo(5 + count);
        for (int i = 0; i < count; i++) {
            assertThat(read(index, 5 + i)).isEqualTo(unit(i));
        }
    }

    @Test
    void extremesFit() {
        QueueIndex index = new QueueIndex(0);
        Unit extreme = new Unit(Long.MAX_VALUE, Integer.MAX_VALUE, -1, Long.MAX_VALUE);
        append(index, 0, new Unit(0, 1, Integer.MIN_VALUE, 0));
        append(index, 1, extreme);
        assertThat(index.view().tagHash(0)).isEqualTo(Integer.MIN_VALUE);
        assertThat(index.view().sizeBytes(0)).isEqualTo(1);
        assertThat(read(index, 1)).isEqualTo(extreme);
        assertThat(index.view().upperBound(Long.MAX_VALUE)).isEqualTo(1);
        assertThat(index.view().lowerBound(Long.MAX_VALUE)).isEqualTo(1);
    }

    @Test
    void gapsAndTimesThatGoBackAreOurMistake() {
        QueueIndex index = new QueueIndex(3);
        assertThatThrownBy(() -> append(index, 0, unit(0))).isInstanceOf(InvariantViolation.class);
        append(index, 3, unit(9));
        assertThatThrownBy(() -> append(index, 3, unit(9))).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> append(index, 5, unit(9))).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> append(index, 4, unit(0))).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> index.view().position(2)).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> index.view().position(4)).isInstanceOf(InvariantViolation.class);
    }

    /** The two bounds as the protocol words them, by walking the list. */
    @Property
    void boundsAreThoseOfAWalk(
            @ForAll @Size(max = 40) List<@IntRange(max = 3) Integer> pauses,
            @ForAll @LongRange(max = 60) long wanted,
            @ForAll @IntRange(max = 1000) int firstOffset) {
        QueueIndex index = new QueueIndex(firstOffset);
        List<Long> times = new ArrayList<>();
        long time = 10;
        for (int pause : pauses) {
            time += pause;
            append(index, firstOffset + times.size(), new Unit(times.size(), 1, 0, time));
            times.add(time);
        }
        long lower = (long) firstOffset + times.size();
        long upper = 0;
        for (int i = times.size() - 1; i >= 0; i--) {
            lower = times.get(i) >= wanted ? firstOffset + i : lower;
        }
        for (int i = 0; i < times.size(); i++) {
            upper = times.get(i) <= wanted ? firstOffset + i : upper;
        }
        assertThat(index.view().lowerBound(wanted)).isEqualTo(lower);
        assertThat(index.view().upperBound(wanted)).isEqualTo(upper);
    }

    @Test
    @Timeout(60)
    void readersSeeWholeUnitsWhileItGrows() throws Exception {
        int count = 400_000;
        QueueIndex index = new QueueIndex(0);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                readers.add(threads.submit(() -> {
                    long seen = 0;
                    while (seen < count) {
                        QueueView view = index.view();
                        for (long at = Math.max(0, seen - 20); at < view.maxOffset(); at++) {
                            assertThat(view.position(at)).isEqualTo(unit(at).position());
                            assertThat(view.storeTimestampMillis(at)).isEqualTo(unit(at).storeTimestampMillis());
                        }
                        seen = view.maxOffset();
                    }
                }));
            }
            for (int i = 0; i < count; i++) {
                append(index, i, unit(i));
            }
            for (Future<?> reader : readers) {
                reader.get();
            }
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatTheLogLetGoOfIsGoneFromTheStart() {
        QueueIndex index = new QueueIndex(0);
        int count = 2 * QueueIndex.CHUNK_UNITS + 100;
        for (int i = 0; i < count; i++) {
            append(index, i, unit(i));
        }
        index.releaseBefore(unit(0).position());
        assertThat(index.minOffset()).isZero();
        long first = QueueIndex.CHUNK_UNITS + 7;
        index.releaseBefore(unit(first).position() - 1); // between two records
        assertThat(index.minOffset()).isEqualTo(first);
        assertThat(index.view().minOffset()).isEqualTo(first);
        assertThat(index.view().lowerBound(0)).isEqualTo(first);
        assertThat(index.view().upperBound(unit(first - 3).storeTimestampMillis()))
                .isZero();
        assertThat(index.view().upperBound(Long.MAX_VALUE)).isEqualTo(count - 1);
        assertThatThrownBy(() -> index.view().position(first - 1)).isInstanceOf(InvariantViolation.class);
        for (long at = first; at < count; at++) {
            assertThat(read(index, at)).isEqualTo(unit(at));
        }
    }

    @Test
    void emptiedQueueGoesOnWhereItWas() {
        QueueIndex index = new QueueIndex(3);
        append(index, 3, unit(3));
        append(index, 4, unit(4));
        index.releaseBefore(Long.MAX_VALUE);
        assertThat(index.minOffset()).isEqualTo(5);
        assertThat(index.maxOffset()).isEqualTo(5);
        assertThat(index.lastTimestampMillis()).isEqualTo(unit(4).storeTimestampMillis());
        assertThat(index.view().lowerBound(0)).isEqualTo(5);
        assertThat(index.view().upperBound(Long.MAX_VALUE)).isZero();
        assertThatThrownBy(() -> append(index, 5, unit(0))).isInstanceOf(InvariantViolation.class);
        append(index, 5, unit(9));
        assertThat(read(index, 5)).isEqualTo(unit(9));
    }

    /** Random comings and goings against a list; views taken on the way go on telling what they told. */
    @Property(tries = 100)
    void queueIsTheListOfWhatWasNotLetGoOf(@ForAll long seed) {
        Random random = new Random(seed);
        QueueIndex index = new QueueIndex(0);
        List<Unit> all = new ArrayList<>();
        int min = 0;
        List<QueueView> views = new ArrayList<>();
        for (int step = 0; step < 30; step++) {
            for (int i = random.nextInt(300); i > 0; i--) {
                append(index, all.size(), unit(all.size()));
                all.add(unit(all.size()));
            }
            views.add(index.view());
            if (random.nextInt(3) == 0) {
                min = Math.max(min, random.nextInt(all.size() + 1));
                index.releaseBefore(
                        min == all.size() ? Long.MAX_VALUE : unit(min).position());
            }
            assertThat(index.minOffset()).isEqualTo(min);
            assertThat(index.maxOffset()).isEqualTo(all.size());
            views.add(index.view());
        }
        for (QueueView view : views) {
            for (long at = view.minOffset(); at < view.maxOffset(); at++) {
                assertThat(read(view, at)).isEqualTo(all.get((int) at));
            }
        }
        assertThat(index.view().minOffset()).isEqualTo(min);
    }

    @Test
    @Timeout(60)
    void readersSeeWholeUnitsWhileItsStartLeaves() throws Exception {
        int count = 300_000;
        QueueIndex index = new QueueIndex(0);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                readers.add(threads.submit(() -> {
                    long seen = 0;
                    while (seen < count) {
                        QueueView view = index.view();
                        assertThat(view.maxOffset()).isGreaterThanOrEqualTo(seen);
                        for (long at = view.minOffset(); at < view.maxOffset(); at++) {
                            if (view.position(at) != unit(at).position()) {
                                throw new AssertionError("another message at " + at);
                            }
                        }
                        seen = view.maxOffset();
                    }
                }));
            }
            for (int i = 0; i < count; i++) {
                append(index, i, unit(i));
                if (i % 97 == 0) {
                    index.releaseBefore(unit(Math.max(0, i - i % 1500)).position());
                }
            }
            for (Future<?> reader : readers) {
                reader.get();
            }
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Each message leaves as soon as it came: start and end that do not fit together are seen at once. */
    @Test
    @Timeout(60)
    void readersSeeNothingElseWhileItEmptiesAgainAndAgain() throws Exception {
        int count = 500_000;
        QueueIndex index = new QueueIndex(0);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> reader = thread.submit(() -> {
                long seen = 0;
                while (seen < count) {
                    QueueView view = index.view();
                    seen = view.maxOffset();
                    if (seen < view.minOffset()) {
                        throw new AssertionError("it ends at " + seen + " and starts at " + view.minOffset());
                    }
                    for (long at = view.minOffset(); at < seen; at++) {
                        if (view.position(at) != unit(at).position()) {
                            throw new AssertionError("another message at " + at);
                        }
                    }
                }
            });
            for (int i = 0; i < count; i++) {
                append(index, i, unit(i));
                index.releaseBefore(Long.MAX_VALUE);
            }
            reader.get();
        } finally {
            thread.shutdownNow();
            assertThat(thread.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
