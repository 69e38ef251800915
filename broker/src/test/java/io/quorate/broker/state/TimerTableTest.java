package io.quorate.broker.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The table beside a sorted set, which does the same slowly. */
class TimerTableTest {
    private static final int STRETCH_BYTES = 64 << 10;

    @Property(tries = 200)
    void theTableIsASortedSet(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3000) int steps,
            @ForAll @IntRange(min = 1, max = 5000) int spreadMillis,
            @ForAll @IntRange(min = 10, max = 90) int addPercent) {
        Random random = new Random(seed);
        TimerTable table = new TimerTable();
        TreeSet<PendingTimer> twin = new TreeSet<>();
        long position = 0;
        for (int step = 0; step < steps; step++) {
            position += 100 + random.nextInt(10_000);
            int drawn = random.nextInt(100);
            if (drawn < addPercent) {
                PendingTimer timer = new PendingTimer(1000 + random.nextInt(spreadMillis), position, mark(random));
                assertThat(table.add(timer)).isTrue();
                twin.add(timer);
            } else if (drawn < addPercent + 5 && !twin.isEmpty()) {
                removeAny(table, twin, random);
            } else if (drawn < addPercent + 8) {
                recall(table, twin, 1000 + random.nextInt(spreadMillis), mark(random));
            } else if (!twin.isEmpty()) {
                removeDue(table, twin, random);
            }
        }
        assertSame(table, twin);
    }

    private static long mark(Random random) {
        return random.nextInt(4) + 1L;
    }

    private static void removeAny(TimerTable table, NavigableSet<PendingTimer> twin, Random random) {
        PendingTimer near = new PendingTimer(1000 + random.nextInt(5000), 0, 0);
        PendingTimer timer = twin.ceiling(near) == null ? twin.first() : twin.ceiling(near);
        table.remove(timer.deliverMillis(), timer.position());
        twin.remove(timer);
        long unknown = table.unknownCount();
        table.remove(timer.deliverMillis(), timer.position());
        assertThat(table.unknownCount()).isEqualTo(unknown + 1);
    }

    private static void recall(TimerTable table, NavigableSet<PendingTimer> twin, long deliverMillis, long mark) {
        table.recall(deliverMillis, mark);
        twin.stream()
                .filter(timer -> timer.deliverMillis() == deliverMillis && timer.mark() == mark)
                .findFirst()
                .ifPresent(twin::remove);
    }

    private static void removeDue(TimerTable table, NavigableSet<PendingTimer> twin, Random random) {
        long now = twin.first().deliverMillis() + random.nextInt(20);
        int most = 1 + random.nextInt(30);
        List<PendingTimer> due = table.due(now, most, skipped -> false);
        assertThat(due)
                .isEqualTo(twin.stream()
                        .takeWhile(timer -> timer.deliverMillis() <= now)
                        .limit(most)
                        .toList());
        due.forEach(timer -> {
            table.remove(timer.deliverMillis(), timer.position());
            twin.remove(timer);
        });
    }

    private static void assertSame(TimerTable table, NavigableSet<PendingTimer> twin) {
        assertThat(table.due(Long.MAX_VALUE, Integer.MAX_VALUE, skipped -> false))
                .isEqualTo(new ArrayList<>(twin));
        assertThat(table.count()).isEqualTo(twin.size());
        for (int level = 1; level <= 4; level++) {
            int mark = level;
            assertThat(table.count(level)).isEqualTo((int)
                    twin.stream().filter(timer -> timer.mark() == mark).count());
        }
        long oldest = twin.stream().mapToLong(PendingTimer::position).min().orElse(Long.MAX_VALUE);
        assertThat(table.oldestPosition()).isBetween(Math.max(0, oldest - STRETCH_BYTES), oldest);
        TimerTable restored = restored(table);
        assertThat(restored.due(Long.MAX_VALUE, Integer.MAX_VALUE, skipped -> false))
                .isEqualTo(new ArrayList<>(twin));
        assertThat(rows(restored)).containsExactly(rows(table).toArray(byte[][]::new));
    }

    @Test
    void rowsDoNotTellInWhichOrderTimersCame() {
        List<PendingTimer> timers = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            timers.add(new PendingTimer(1_700_000_000_000L + i / 3, 500L * i, i % 18 + 1));
        }
        TimerTable inOrder = new TimerTable();
        timers.forEach(inOrder::add);
        Collections.shuffle(timers, new Random(1));
        TimerTable shuffled = new TimerTable();
        timers.forEach(shuffled::add);
        assertThat(rows(shuffled)).containsExactly(rows(inOrder).toArray(byte[][]::new));
        assertThat(rows(inOrder)).hasSize(3);
    }

    @Test
    void whatIsSkippedIsLeftOut() {
        TimerTable table = new TimerTable();
        table.add(new PendingTimer(10, 100, 1));
        table.add(new PendingTimer(10, 200, 1));
        table.add(new PendingTimer(11, 300, 1));
        assertThat(table.due(10, 5, position -> position == 100)).containsExactly(new PendingTimer(10, 200, 1));
        assertThat(table.due(9, 5, position -> false)).isEmpty();
    }

    @Test
    void aRowWithATimerTwiceIsRefused() {
        TimerTable table = new TimerTable();
        table.add(new PendingTimer(10, 100, 1));
        byte[] row = rows(table).get(0);
        assertThatIllegalArgumentException().isThrownBy(() -> table.restore(row));
    }

    @Test
    void marksOfMessagesAreNeverLevels() {
        assertThat(PendingTimer.mark("T", "KEY")).isNotEqualTo(PendingTimer.mark("T", "KEY2"));
        assertThat(new PendingTimer(1, 1, PendingTimer.mark("T", "KEY")).level())
                .isZero();
        assertThat(new PendingTimer(1, 1, 18).level()).isEqualTo(18);
    }

    private static TimerTable restored(TimerTable table) {
        TimerTable restored = new TimerTable();
        rows(table).forEach(restored::restore);
        return restored;
    }

    private static List<byte[]> rows(TimerTable table) {
        List<byte[]> rows = new ArrayList<>();
        table.rows(rows::add);
        return rows;
    }
}
