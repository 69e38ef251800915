package io.quorate.simulation.mutants;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles the changed source files of a mutant against the classes as they are. */
public final class MutantBuild {
    private final Path sources;
    private final String classPath;

    /** @param sources root of the project's sources; only read */
    public MutantBuild(Path sources, String classPath) {
        this.sources = sources;
        this.classPath = classPath;
    }

    /**
     * Puts the mutant's classes into {@code folder}/classes, to stand first in a class path.
     *
     * @throws IllegalStateException if an edit no longer fits the sources, or they do not compile with it
     */
    public Path build(Mutant mutant, Path folder) throws IOException {
        Map<String, String> changed = new TreeMap<>();
        for (Mutant.Edit edit : mutant.edits()) {
            String source = changed.containsKey(edit.file())
                    ? changed.get(edit.file())
                    : Files.readString(sources.resolve(edit.file()));
            changed.put(edit.file(), apply(mutant, edit, source));
        }
        Path classes = Files.createDirectories(folder.resolve("classes"));
        compile(mutant, write(folder.resolve("sources"), changed), classes);
        return classes;
    }

    private static List<Path> write(Path folder, Map<String, String> changed) throws IOException {
        for (Map.Entry<String, String> each : changed.entrySet()) {
            Path file = folder.resolve(each.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, each.getValue());
        }
        return changed.keySet().stream().map(folder::resolve).toList();
    }

    static String apply(Mutant mutant, Mutant.Edit edit, String source) {
        Pattern find = Pattern.compile(Arrays.stream(edit.find().strip().split("\\s+"))
                .map(Pattern::quote)
                .collect(Collectors.joining("\\s+")));
        List<MatchResult> places = find.matcher(source).results().toList();
        if (places.size() != 1) {
            throw new IllegalStateException(mutant.id() + " no longer fits: '" + edit.find() + "' is " + places.size()
                    + " times in " + edit.file() + ", and must be there once");
        }
        return find.matcher(source).replaceFirst(Matcher.quoteReplacement(edit.replace()));
    }

    private void compile(Mutant mutant, List<Path> files, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options = List.of("-d", classes.toString(), "-cp", classPath, "-proc:none", "-nowarn");
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            messages, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
            if (!compiled) {
                throw new IllegalStateException(mutant.id() + " does not compile:\n" + messages);
            }
        }
    }
}
