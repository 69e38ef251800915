package io.quorate.broker.offline;

import io.quorate.commitlog.DamagedRange;
import io.quorate.commitlog.LogInspection;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.runtime.DurableState;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks every byte of a log. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Checks every entry: checksum, place, and that it continues the one before. A line for each segment, and one for each"
                    + " damaged range. Logs with the same fingerprint at the same index are the same.",
            "Exit code 1 if anything is damaged."
        })
final class LogVerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DIR",
            arity = "1..*",
            description = "a node's storePathRootDir, or the folder with segments")
    private List<Path> directories;

    @Option(names = "--live", description = "also while the node runs; the end of the log may then look damaged")
    private boolean live;

    @Override
    public Integer call() throws Exception {
        boolean damaged = false;
        for (Path directory : directories) {
            damaged |= verify(LogPlace.of(directory), spec.commandLine().getOut());
        }
        return damaged ? 1 : 0;
    }

    private boolean verify(LogPlace place, PrintWriter out) throws IOException, StorageFailure {
        Optional<DurableState> hardState = place.hardState();
        boolean damaged = false;
        try (LogInspection log = place.open(live)) {
            out.println(place.log() + ": segments of " + log.segmentBytes() + " bytes"
                    + hardState.map(LogVerifyCommand::describe).orElse(", no hard state beside it"));
            SegmentReport newest = null;
            for (int i = 0; i < log.segmentStarts().size(); i++) {
                SegmentReport report = new SegmentReport();
                log.walkSegment(i, report);
                out.println("  " + report.line(log.segmentStarts().get(i)));
                for (DamagedRange range : report.damaged()) {
                    damaged |= tell(range, hardState, out);
                }
                newest = report.entryCount() > 0 ? report : newest;
            }
            if (newest != null) {
                out.println(String.format(
                        "  ends at index %d, position %d, fingerprint %016x: %s",
                        newest.lastIndex(), newest.endPosition(), newest.fingerprint(), damaged ? "DAMAGED" : "sound"));
            }
        }
        return damaged;
    }

    private static String describe(DurableState state) {
        return ", base at index " + state.base().index() + ", flushed at least to index " + state.flushedIndex()
                + (state.isRepairing() ? ", getting back what it lost up to index " + state.lostIndex() : "");
    }

    /** @return whether it is damage, and not a write that a crash tore */
    private static boolean tell(DamagedRange range, Optional<DurableState> hardState, PrintWriter out) {
        boolean torn = range.tail()
                && hardState.isPresent()
                && range.position() >= hardState.get().flushedPosition();
        out.println("    " + (torn ? "torn tail" : "DAMAGED") + " position " + range.position() + ".."
                + range.endPosition() + " (" + range.lengthBytes() + " bytes): " + range.what()
                + (torn ? "; nobody was told that it was stored, and the node cuts it when it starts" : ""));
        return !torn;
    }
}
