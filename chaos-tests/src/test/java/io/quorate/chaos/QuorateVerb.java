package io.quorate.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The {@code quorate} command line, run as an operator runs it: one process a verb. */
record QuorateVerb(String line, int exitCode, String output) {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int OUTPUT_LINES_MAX = 1_000;

    /** Runs a verb about the group to its end, whatever that is. */
    static QuorateVerb run(LocalGroup group, String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--namesrv", group.namesrvAddress(), "--group", LocalGroup.GROUP));
        Path file = group.dir().resolve("quorate-" + System.nanoTime() + ".out");
        try (JvmProcess process = JvmProcess.start(
                "quorate",
                JvmProcess.ownClassPath("admin"),
                List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                "io.quorate.admin.QuorateCommand",
                arguments,
                file)) {
            if (!process.awaitExit(TIMEOUT)) {
                throw new AssertionError(arguments + " hangs: " + process.outputTail(OUTPUT_LINES_MAX));
            }
            QuorateVerb verb = new QuorateVerb(
                    String.join(" ", words),
                    process.exitCode(),
                    String.join("\n", process.outputTail(OUTPUT_LINES_MAX)));
            System.out.println(verb);
            return verb;
        }
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
