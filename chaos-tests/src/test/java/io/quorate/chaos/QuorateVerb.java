package io.quorate.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.admin.QuorateCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import picocli.CommandLine;

/** The {@code quorate} command line, in this process: each of its verbs takes a second of a JVM's start otherwise. */
record QuorateVerb(String line, int exitCode, String output) {
    /** Runs a verb about the group to its end, whatever that is. */
    static QuorateVerb run(LocalGroup group, String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--namesrv", group.namesrvAddress(), "--group", LocalGroup.GROUP));
        StringWriter output = new StringWriter();
        CommandLine commandLine = QuorateCommand.commandLine();
        commandLine.setOut(new PrintWriter(output, true));
        commandLine.setErr(new PrintWriter(output, true));
        int exitCode = commandLine.execute(arguments.toArray(String[]::new));
        QuorateVerb verb = new QuorateVerb(
                String.join(" ", words), exitCode, output.toString().strip());
        System.out.println(verb);
        return verb;
    }

    /** Runs a verb that must succeed. */
    static QuorateVerb succeed(LocalGroup group, String... words) {
        QuorateVerb verb = run(group, words);
        if (verb.exitCode() != 0) {
            throw new AssertionError(verb.toString());
        }
        return verb;
    }

    /** What {@code quorate members} says: "voter" or "learner" and the disk, by node. */
    static TreeMap<String, String> members(LocalGroup group) {
        TreeMap<String, String> members = new TreeMap<>();
        try {
            JsonNode json = new ObjectMapper()
                    .readTree(succeed(group, "members", "--json").output());
            for (JsonNode member : json.get("members")) {
                members.put(
                        member.get("node").asText(),
                        (member.get("voter").asBoolean() ? "voter " : "learner ")
                                + member.get("storageId").asText());
            }
            return members;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "quorate " + line + " -> " + exitCode + "\n  " + output.replace("\n", "\n  ");
    }
}
