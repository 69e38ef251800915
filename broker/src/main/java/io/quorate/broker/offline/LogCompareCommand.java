package io.quorate.broker.offline;

import io.quorate.commitlog.DamagedRange;
import io.quorate.commitlog.LogCompare;
import io.quorate.commitlog.LogInspection;
import io.quorate.commitlog.StoredEntry;
import io.quorate.raft.StorageFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells whether two nodes have the same log. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description =
                "Compares two logs byte for byte, from where both are there to where the shorter ends. Exit code 1 if"
                        + " they differ, or nothing can be compared.")
final class LogCompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "a node's storePathRootDir, or the folder with segments")
    private Path first;

    @Parameters(index = "1", paramLabel = "DIR2", description = "another's")
    private Path second;

    @Option(names = "--live", description = "also while nodes run; the end of a log may then look different")
    private boolean live;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Extent a = Extent.of(LogPlace.of(first), live);
        Extent b = Extent.of(LogPlace.of(second), live);
        out.println(a);
        out.println(b);
        long start = Math.max(a.start, b.start);
        long end = Math.min(a.end, b.end);
        if (start >= end) {
            out.println("nothing in common: no position is in both");
            return 1;
        }
        OptionalLong difference = LogCompare.firstDifferenceUpTo(end, a.place.log(), b.place.log());
        if (difference.isEmpty()) {
            out.println("the same in positions " + start + ".." + end);
            return 0;
        }
        long position = difference.getAsLong();
        out.println("they differ at position " + position);
        out.println("  " + a.whatIsAt(position));
        out.println("  " + b.whatIsAt(position));
        return 1;
    }

    /** From where to where a log goes. */
    private static final class Extent implements LogInspection.Visitor {
        private final LogPlace place;
        private final List<DamagedRange> damaged = new ArrayList<>();
        private final boolean live;
        private long start;
        private long end;
        private long lastIndex;
        private long fingerprint;

        private Extent(LogPlace place, boolean live) {
            this.place = place;
            this.live = live;
        }

        static Extent of(LogPlace place, boolean live) throws IOException, StorageFailure {
            Extent extent = new Extent(place, live);
            try (LogInspection log = place.open(live)) {
                extent.start = log.segmentStarts().stream().findFirst().orElse(0L);
                log.walk(extent);
            }
            return extent;
        }

        @Override
        public void entry(StoredEntry entry) {
            end = entry.meta().endPosition();
            lastIndex = entry.meta().index();
            fingerprint = entry.fingerprintAfter();
        }

        @Override
        public void damaged(DamagedRange range) {
            damaged.add(range);
        }

        String whatIsAt(long position) throws IOException, StorageFailure {
            for (DamagedRange range : damaged) {
                if (position >= range.position() && position < range.endPosition()) {
                    return place.given() + ": damaged in positions " + range.position() + ".." + range.endPosition()
                            + ", " + range.what();
                }
            }
            String[] found = {"no entry"};
            try (LogInspection log = place.open(live)) {
                log.walk(entry -> {
                    if (position >= entry.meta().position()
                            && position < entry.meta().endPosition()) {
                        found[0] = RecordLines.head(entry);
                    }
                });
            }
            return place.given() + ": " + found[0];
        }

        @Override
        public String toString() {
            return String.format(
                    "%s: positions %d..%d, last index %d, fingerprint %016x%s",
                    place.given(),
                    start,
                    end,
                    lastIndex,
                    fingerprint,
                    damaged.isEmpty() ? "" : ", " + damaged.size() + " damaged ranges");
        }
    }
}
