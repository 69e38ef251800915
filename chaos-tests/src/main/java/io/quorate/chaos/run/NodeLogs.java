package io.quorate.chaos.run;

import io.quorate.chaos.fault.FaultKind;
import io.quorate.chaos.fault.FaultRecord;
import io.quorate.chaos.fault.TermsLed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** C20: what the nodes' logs show that nothing done to them explains. */
final class NodeLogs {
    private static final Pattern FORBIDDEN =
            Pattern.compile("LEAK:|InvariantViolation|AssertionError|Exception in thread|OutOfMemoryError");
    private static final Pattern ERROR = Pattern.compile("^\\S+ \\S+ ERROR .*");
    /** On loopback a stranger may take the port of a node that is down; whoever started it starts it again. */
    private static final Pattern PORT_TAKEN = Pattern.compile("not started: cannot listen on .*already in use");

    private static final int TIMESTAMP_CHARS = 23;
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");
    // The log's clock and ours are read at different moments, and its writer is asynchronous.
    private static final long SLACK_MILLIS = 2_000;

    private static final String ANYTHING = ".";

    private final List<FaultRecord> faults;
    private final long wallMinusMonotonicMillis;

    /** @param faults done to the nodes; their times are of {@link System#nanoTime} */
    NodeLogs(List<FaultRecord> faults) {
        this.faults = faults;
        this.wallMinusMonotonicMillis = System.currentTimeMillis() - System.nanoTime() / 1_000_000;
    }

    /** Lines of one host's files that nothing explains. */
    List<String> unexplained(String host, List<Path> files) {
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            lines(file)
                    .filter(line -> FORBIDDEN.matcher(line).find()
                            || (ERROR.matcher(line).matches()
                                    && !PORT_TAKEN.matcher(line).find()
                                    && !isExplained(host, line)))
                    .forEach(line -> found.add(host + ": " + line));
        }
        return found;
    }

    /** Not every byte a dying process leaves is text. */
    private static java.util.stream.Stream<String> lines(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isExplained(String host, String line) {
        long millis;
        try {
            millis = LocalDateTime.parse(line.substring(0, TIMESTAMP_CHARS), TIMESTAMP)
                    .atZone(ZoneId.systemDefault())
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeParseException e) {
            return false;
        }
        return faults.stream()
                .filter(fault -> fault.victims().contains(host) && explains(fault.kind(), line))
                .anyMatch(fault -> millis > wallMillis(fault.beginNanos()) - SLACK_MILLIS
                        && millis < wallMillis(lastErrorNanos(fault)) + SLACK_MILLIS);
    }

    private static boolean explains(FaultKind kind, String line) {
        String errors = kind.explainedErrors();
        return !errors.isEmpty() && Pattern.compile(errors).matcher(line).find();
    }

    /** Whatever it be, it must not come from the processes that were started to heal it. */
    private static long lastErrorNanos(FaultRecord fault) {
        return fault.kind().explainedErrors().equals(ANYTHING)
                ? fault.biteNanos().orElse(fault.healNanos())
                : fault.endNanos();
    }

    private long wallMillis(long nanos) {
        return nanos / 1_000_000 + wallMinusMonotonicMillis;
    }

    /** C18, I1: terms that more than one node said it led, by the nodes' logs. */
    static List<String> termsWithTwoLeaders(Map<String, List<Path>> logFiles) {
        Map<Long, Set<String>> leaders = new TreeMap<>();
        logFiles.forEach((node, files) -> files.stream()
                .flatMap(NodeLogs::lines)
                .flatMapToLong(TermsLed::in)
                .forEach(term ->
                        leaders.computeIfAbsent(term, any -> new TreeSet<>()).add(node)));
        return leaders.entrySet().stream()
                .filter(each -> each.getValue().size() > 1)
                .map(each -> "term " + each.getKey() + " was led by " + each.getValue())
                .toList();
    }
}
