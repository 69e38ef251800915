package io.quorate.broker.offline;

import io.quorate.commitlog.DamagedRange;
import io.quorate.commitlog.LogInspection;
import io.quorate.commitlog.StoredEntry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what is in a log. */
@Command(
        name = "dump",
        mixinStandardHelpOptions = true,
        description = "Shows entries and their records, a line each, past whatever is damaged.")
final class LogDumpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "a node's storePathRootDir, or the folder with segments")
    private Path directory;

    @Option(names = "--from-index", paramLabel = "INDEX", defaultValue = "0", description = "the first entry to show")
    private long fromIndex;

    @Option(
            names = "--to-index",
            paramLabel = "INDEX",
            defaultValue = "9223372036854775807",
            description = "the last entry to show")
    private long toIndex;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "only messages of this topic")
    private String topic;

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            defaultValue = "1000",
            description = "show at most so many entries; default 1000")
    private long limit;

    @Option(names = "--live", description = "also while the node runs; the end of the log may then look damaged")
    private boolean live;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (LogInspection log = LogPlace.of(directory).open(live)) {
            log.walk(new Printing(out));
        }
        return 0;
    }

    private final class Printing implements LogInspection.Visitor {
        private final PrintWriter out;
        private long shownCount;
        private boolean pastLast;

        Printing(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void entry(StoredEntry entry) {
            pastLast = entry.meta().index() >= toIndex;
            if (entry.meta().index() < fromIndex || entry.meta().index() > toIndex) {
                return;
            }
            List<String> records = RecordLines.of(entry, topic);
            if (topic == null || !records.isEmpty()) {
                out.println(RecordLines.head(entry));
                records.forEach(line -> out.println("  " + line));
                shownCount++;
            }
        }

        @Override
        public void damaged(DamagedRange range) {
            out.println("DAMAGED or torn position=" + range.position() + " bytes=" + range.lengthBytes() + " "
                    + range.what());
        }

        @Override
        public boolean wantsMore() {
            return shownCount < limit && !pastLast;
        }
    }
}
