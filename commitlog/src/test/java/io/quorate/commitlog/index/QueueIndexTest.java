package io.quorate.commitlog.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.raft.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
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
        return new Unit(
                index.position(queueOffset),
                index.sizeBytes(queueOffset),
                index.tagHash(queueOffset),
                index.storeTimestampMillis(queueOffset));
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
        assertThat(index.tagHash(0)).isEqualTo(Integer.MIN_VALUE);
        assertThat(index.sizeBytes(0)).isEqualTo(1);
        assertThat(read(index, 1)).isEqualTo(extreme);
        assertThat(index.upperBound(Long.MAX_VALUE)).isEqualTo(1);
        assertThat(index.lowerBound(Long.MAX_VALUE)).isEqualTo(1);
    }

    @Test
    void gapsAndTimesThatGoBackAreOurMistake() {
        QueueIndex index = new QueueIndex(3);
        assertThatThrownBy(() -> append(index, 0, unit(0))).isInstanceOf(InvariantViolation.class);
        append(index, 3, unit(9));
        assertThatThrownBy(() -> append(index, 3, unit(9))).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> append(index, 5, unit(9))).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> append(index, 4, unit(0))).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> index.position(2)).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> index.position(4)).isInstanceOf(InvariantViolation.class);
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
        long lower = times.isEmpty() ? 0 : firstOffset + times.size();
        long upper = 0;
        for (int i = times.size() - 1; i >= 0; i--) {
            lower = times.get(i) >= wanted ? firstOffset + i : lower;
        }
        for (int i = 0; i < times.size(); i++) {
            upper = times.get(i) <= wanted ? firstOffset + i : upper;
        }
        assertThat(index.lowerBound(wanted)).isEqualTo(lower);
        assertThat(index.upperBound(wanted)).isEqualTo(upper);
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
                        long max = index.maxOffset();
                        for (long at = Math.max(0, seen - 20); at < max; at++) {
                            assertThat(index.position(at)).isEqualTo(unit(at).position());
                            assertThat(index.storeTimestampMillis(at)).isEqualTo(unit(at).storeTimestampMillis());
                        }
                        seen = max;
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
}
