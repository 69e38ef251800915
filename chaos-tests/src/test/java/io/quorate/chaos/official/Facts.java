package io.quorate.chaos.official;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What a program saw, as lines of tab-separated words: a kind, then what belongs to it. Each line is with the kernel when
 * the call returns, so that a program may be killed at any time. Safe from any thread.
 */
public final class Facts implements AutoCloseable {
    /** Last line of a program that came to its end. */
    public static final String DONE = "DONE";

    private final BufferedWriter writer;

    public Facts(Path file) throws IOException {
        writer = Files.newBufferedWriter(
                file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    public synchronized void add(Object... words) {
        StringBuilder line = new StringBuilder();
        for (Object word : words) {
            if (line.length() > 0) {
                line.append('\t');
            }
            line.append(String.valueOf(word).replace('\t', ' ').replace('\n', ' '));
        }
        try {
            writer.write(line.append('\n').toString());
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Complete lines written so far. */
    public static List<String[]> read(Path file) throws IOException {
        List<String[]> facts = new ArrayList<>();
        if (!Files.exists(file)) {
            return facts;
        }
        String text = Files.readString(file);
        int end = text.lastIndexOf('\n');
        if (end >= 0) {
            for (String line : text.substring(0, end).split("\n", -1)) {
                facts.add(line.split("\t", -1));
            }
        }
        return facts;
    }

    @Override
    public synchronized void close() throws IOException {
        writer.close();
    }
}
