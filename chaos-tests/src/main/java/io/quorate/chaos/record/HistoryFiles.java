package io.quorate.chaos.record;

import io.quorate.simulation.check.Call;
import io.quorate.simulation.check.History;
import io.quorate.simulation.check.HistoryReader;
import io.quorate.simulation.check.HistoryWriter;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.check.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Histories that several processes wrote at the same time, as one. Their clocks are the same: System.nanoTime() on one machine. */
public final class HistoryFiles {
    /** So that processes of two files have different numbers. */
    private static final int PROCESSES_MAX = 1_000_000;

    private HistoryFiles() {}

    /** In the order of time. May be called while they are being written. */
    public static History merged(List<Path> files) throws IOException {
        List<Operation> all = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            try (Reader reader = Files.newBufferedReader(files.get(i))) {
                for (Operation operation : HistoryReader.read(reader).operations()) {
                    all.add(operation.with(numbered(
                            operation.call(),
                            operation.call().number(),
                            i * PROCESSES_MAX + operation.call().process())));
                }
            }
        }
        all.sort(Comparator.comparingLong(operation -> operation.call().invokedNanos()));
        for (int i = 0; i < all.size(); i++) {
            Call call = all.get(i).call();
            all.set(i, all.get(i).with(numbered(call, i + 1, call.process())));
        }
        return new History(all);
    }

    private static Call numbered(Call call, int number, int process) {
        return new Call(number, process, call.invokedNanos(), call.completedNanos(), call.outcome(), call.node());
    }

    /** Puts them all into the first. */
    public static void mergeIntoFirst(List<Path> files) throws IOException {
        History merged = merged(files);
        try (OutputStream out = Files.newOutputStream(files.get(0))) {
            HistoryWriter.write(merged, out);
        }
    }

    /** How many operations have begun and not ended, as far as has been written. */
    public static long open(Path file) {
        long ended = 0;
        for (Outcome outcome : Outcome.values()) {
            ended += count(file, outcome);
        }
        return count(file, "invoke") - ended;
    }

    /** How many operations ended so, as far as has been written. */
    public static long count(Path file, Outcome outcome) {
        return count(file, outcome.name().toLowerCase(Locale.ROOT));
    }

    private static long count(Path file, String event) {
        if (!Files.exists(file)) {
            return 0;
        }
        String type = "\"type\":\"" + event + "\"";
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.contains(type)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
