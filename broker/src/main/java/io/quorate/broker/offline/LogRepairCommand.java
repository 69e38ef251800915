package io.quorate.broker.offline;

import io.quorate.commitlog.DamagedRange;
import io.quorate.commitlog.LogMending;
import io.quorate.commitlog.disk.FileDisk;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Mends a log with another replica's. */
@Command(
        name = "repair",
        mixinStandardHelpOptions = true,
        description = {
            "Puts the entries of another replica of the group in the place of damaged ones. Both nodes must be stopped.",
            "A running node does this by itself, from its peers; this is for when it cannot start, or all are damaged in"
                    + " different places. Exit code 1 if something could not be mended."
        })
final class LogRepairCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "the node to mend: its storePathRootDir, or the folder with segments")
    private Path directory;

    @Option(names = "--from", required = true, paramLabel = "DIR2", description = "another replica's; it is only read")
    private Path source;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<LogMending.Outcome> outcomes = LogMending.mend(
                new FileDisk(),
                LogPlace.of(directory).log(),
                LogPlace.of(source).log());
        for (LogMending.Outcome outcome : outcomes) {
            DamagedRange range = outcome.range();
            out.println("position " + range.position() + ".." + range.endPosition() + " (" + range.lengthBytes()
                    + " bytes, " + range.what() + "): "
                    + (outcome.isMended() ? "mended" : "NOT mended: " + outcome.refused()));
        }
        if (outcomes.isEmpty()) {
            out.println("nothing is damaged");
        }
        return outcomes.stream().allMatch(LogMending.Outcome::isMended) ? 0 : 1;
    }
}
