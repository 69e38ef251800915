package io.quorate.chaos.cluster;

import io.quorate.admin.QuorateCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** What an operator would type, in this process: a JVM of its own takes a second to start. */
final class CommandLineTool {
    private static final int VERB_SECONDS_MAX = 60;

    private CommandLineTool() {}

    /** Runs a verb about a group to its end, whatever that is. */
    static Verb run(String namesrvAddress, String group, String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--namesrv", namesrvAddress, "--group", group));
        if (words[0].equals("member")) {
            arguments.addAll(List.of("--timeout", String.valueOf(VERB_SECONDS_MAX)));
        }
        StringWriter output = new StringWriter();
        CommandLine commandLine = QuorateCommand.commandLine();
        commandLine.setOut(new PrintWriter(output, true));
        commandLine.setErr(new PrintWriter(output, true));
        int exitCode = commandLine.execute(arguments.toArray(String[]::new));
        return new Verb(String.join(" ", words), exitCode, output.toString().strip());
    }
}
