package io.quorate.commitlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.commitlog.disk.SimulatedDisk;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogBase;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The index against a list of entries, over any sequence of additions, truncations and releases. */
class EntryIndexTwinTest {
    private static final int SEGMENT_BYTES = 100;

    enum Op {
        ADD,
        TRUNCATE,
        RELEASE
    }

    record Step(Op op, int amount) {}

    private record Entry(EntryMeta meta, EntryKind kind) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Op> ops = Arbitraries.frequency(
                        Tuple.of(12, Op.ADD), Tuple.of(3, Op.TRUNCATE), Tuple.of(1, Op.RELEASE))
                .map(op -> op);
        return Combinators.combine(ops, Arbitraries.integers().between(0, 99))
                .as(Step::new)
                .list()
                .ofMaxSize(120);
    }

    @Property(tries = 500)
    void theIndexIsItsTwin(@ForAll("steps") List<Step> steps) {
        Run run = new Run();
        for (Step step : steps) {
            run.step(step);
            run.check();
        }
    }

    private static final class Run {
        private final EntryIndex index =
                new EntryIndex(new SimulatedDisk(1), SEGMENT_BYTES, new LogBase(40, 3, 7L * SEGMENT_BYTES, 0, 0));
        private final List<Entry> twin = new ArrayList<>();
        private LogBase base = index.base();
        private long term = 3;

        void step(Step step) {
            switch (step.op()) {
                case ADD -> add(step.amount());
                case TRUNCATE -> truncate(step.amount());
                case RELEASE -> release(step.amount());
            }
        }

        private long endPosition() {
            return twin.isEmpty() ? base.position() : newest().endPosition();
        }

        private EntryMeta newest() {
            return twin.get(twin.size() - 1).meta();
        }

        private void add(int amount) {
            term += amount % 7 == 0 ? 2 : 0;
            int roomBytes = (int) (SEGMENT_BYTES - endPosition() % SEGMENT_BYTES);
            int lengthBytes = 1 + amount % Math.min(30, roomBytes);
            EntryKind kind = amount % 5 == 0 ? EntryKind.CONFIGURATION : EntryKind.RECORDS;
            EntryMeta meta = new EntryMeta(base.index() + twin.size() + 1, term, endPosition(), lengthBytes);
            index.add(meta, kind);
            twin.add(new Entry(meta, kind));
        }

        private void truncate(int amount) {
            if (!twin.isEmpty()) {
                int kept = Math.max(0, twin.size() - 1 - amount % 20);
                index.truncateFrom(base.index() + kept + 1);
                twin.subList(kept, twin.size()).clear();
            }
        }

        /** To the end of some segment, if one ends among the entries. */
        private void release(int amount) {
            List<EntryMeta> ends = twin.stream()
                    .map(Entry::meta)
                    .filter(meta -> meta.endPosition() % SEGMENT_BYTES == 0)
                    .toList();
            if (!ends.isEmpty()) {
                EntryMeta last = ends.get(amount % ends.size());
                base = new LogBase(last.index(), last.term(), last.endPosition(), 0, 0);
                index.releaseBefore(base);
                twin.removeIf(entry -> entry.meta().index() <= last.index());
            }
        }

        void check() {
            assertThat(index.base()).isEqualTo(base);
            assertThat(index.lastIndex()).isEqualTo(base.index() + twin.size());
            assertThat(index.endPosition()).isEqualTo(endPosition());
            assertThat(index.termAt(base.index())).isEqualTo(base.term());
            assertThat(index.endPositionOf(base.index())).isEqualTo(base.position());
            assertThat(index.lastIndexEndingBy(base.position())).isEqualTo(base.index());
            long configuration = 0;
            for (Entry entry : twin) {
                EntryMeta meta = entry.meta();
                configuration = entry.kind() == EntryKind.CONFIGURATION ? meta.index() : configuration;
                assertThat(index.entryAt(meta.index())).isEqualTo(meta);
                assertThat(index.lastIndexEndingBy(meta.endPosition())).isEqualTo(meta.index());
                assertThat(index.lastIndexEndingBy(meta.endPosition() - 1)).isEqualTo(meta.index() - 1);
                assertThat(index.configurationIndexUpTo(meta.index())).isEqualTo(configuration);
            }
        }
    }
}
