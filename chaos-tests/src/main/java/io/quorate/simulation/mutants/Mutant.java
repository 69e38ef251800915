package io.quorate.simulation.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One bug to plant, as a file says it:
 *
 * <pre>
 * M10 the leader counts itself before its own flush
 * file: raft/src/main/java/io/quorate/raft/Leader.java
 * find:
 *     state.flushedIndex()
 * replace:
 *     state.log.lastIndex()
 * </pre>
 *
 * Any number of {@code file}, {@code find}, {@code replace} groups; {@code find} must match exactly one place, white space
 * apart. Lines that start with {@code #} are comments; {@code options:} are handed to the simulator.
 *
 * @param title what is wrong, in one sentence
 * @param options of the simulator, for bugs that show only with something switched on
 */
public record Mutant(String id, String title, List<String> options, List<Edit> edits) {
    /** Replaces one place in one source file. */
    public record Edit(String file, String find, String replace) {}

    private static final String SUFFIX = ".mutant";
    private static final String FOLDER = "chaos-tests/src/main/mutants";

    /** All mutants of a folder, by number. */
    private static List<Mutant> readAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Mutant> mutants = new ArrayList<>();
            for (Path file : files.filter(path -> path.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList()) {
                mutants.add(parse(file.getFileName().toString(), Files.readAllLines(file)));
            }
            return mutants;
        }
    }

    /** Those that the simulator hunts. */
    static List<Mutant> readAllForSimulator(Path project) throws IOException {
        return readAll(project.resolve(FOLDER));
    }

    /** All: those, and some that show only in real processes. */
    public static List<Mutant> readAllForProcesses(Path project) throws IOException {
        List<Mutant> mutants = new ArrayList<>(readAllForSimulator(project));
        mutants.addAll(readAll(project.resolve(FOLDER).resolve("processes")));
        return mutants;
    }

    static Mutant parse(String name, List<String> lines) {
        Iterator<String> each =
                lines.stream().filter(line -> !line.startsWith("#")).iterator();
        String[] first = (each.hasNext() ? each.next() : "").strip().split("\\s+", 2);
        if (first.length < 2) {
            throw new IllegalArgumentException(name + ": the first line must be a number and a sentence");
        }
        return new Body(name).read(first[0], first[1], each);
    }

    /** Collects the groups below the first line. */
    private static final class Body {
        private final String name;
        private final List<Edit> edits = new ArrayList<>();
        private List<String> options = List.of();
        private String file;
        private List<String> find;
        private List<String> replace;
        private List<String> open; // the block that lines are added to

        Body(String name) {
            this.name = name;
        }

        Mutant read(String id, String title, Iterator<String> lines) {
            lines.forEachRemaining(this::line);
            endEdit();
            if (edits.isEmpty()) {
                throw new IllegalArgumentException(name + ": nothing is changed");
            }
            return new Mutant(id, title, options, edits);
        }

        private void line(String line) {
            if (line.startsWith("file:")) {
                endEdit();
                file = line.substring("file:".length()).strip();
            } else if (line.startsWith("options:")) {
                options = Arrays.asList(
                        line.substring("options:".length()).strip().split("\\s+"));
            } else if (line.equals("find:")) {
                endEdit();
                find = new ArrayList<>();
                open = find;
            } else if (line.equals("replace:")) {
                replace = new ArrayList<>();
                open = replace;
            } else if (open != null) {
                open.add(line);
            } else if (!line.isBlank()) {
                throw new IllegalArgumentException(name + ": '" + line + "' belongs to nothing");
            }
        }

        private void endEdit() {
            if (find != null) {
                if (file == null || replace == null) {
                    throw new IllegalArgumentException(name + ": a find needs a file before and a replace after it");
                }
                edits.add(new Edit(file, text(find), text(replace)));
            }
            find = null;
            replace = null;
            open = null;
        }

        private static String text(List<String> lines) {
            return lines.stream().collect(Collectors.joining("\n")).strip();
        }
    }
}
