package io.quorate.broker.offline;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** The verbs that work on a log's files. */
@Command(
        name = "quorate log",
        mixinStandardHelpOptions = true,
        description = "Looks at the log of a node that is not running, and mends it.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {LogVerifyCommand.class, LogDumpCommand.class, LogCompareCommand.class, LogRepairCommand.class})
public final class LogCommand {
    /** Ends the process with 0, 1 (something is damaged or differs, or it did not work), or 2 (wrong arguments). */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** Runs in this process, with the exit code as its result. */
    public static CommandLine commandLine() {
        return new CommandLine(new LogCommand()).setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println("error: " + (e.getMessage() == null ? e : e.getMessage()));
            return ExitCode.SOFTWARE;
        });
    }
}
