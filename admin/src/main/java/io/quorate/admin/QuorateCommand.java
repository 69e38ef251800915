package io.quorate.admin;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** The command line and its verbs. */
@Command(
        name = "quorate",
        mixinStandardHelpOptions = true,
        description = "Looks after Quorate groups.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {
            StatusCommand.class,
            ReadyCommand.class,
            MembersCommand.class,
            MemberCommand.class,
            TransferLeaderCommand.class,
            TopicCommand.class,
            SendCommand.class,
            ConsumeCommand.class,
            DemoCommand.class
        },
        footer = {
            "",
            "scripts/quorate.sh log ... verifies, dumps, compares and repairs the log of a stopped node; see its --help."
        })
public final class QuorateCommand {
    /** Ends the process with 0, 1 (it did not work; one line says why), or 2 (wrong arguments). */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** Runs in this process, with the exit code as its result. */
    public static CommandLine commandLine() {
        return new CommandLine(new QuorateCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    command.getErr().println("error: " + (e.getMessage() == null ? e : e.getMessage()));
                    return ExitCode.SOFTWARE;
                });
    }
}
