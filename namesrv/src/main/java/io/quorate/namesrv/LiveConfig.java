package io.quorate.namesrv;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings in force. Reads are safe from any thread and never wait; a change blocks until it is on disk. */
final class LiveConfig {
    private static final Logger LOG = LoggerFactory.getLogger(LiveConfig.class);

    private volatile NameServerConfig current;

    LiveConfig(NameServerConfig config) {
        current = config;
    }

    NameServerConfig current() {
        return current;
    }

    /**
     * Checks all changes, writes those that differ to the configuration file if there is one, and puts them in force.
     * The caller makes sure that all keys are changeable.
     */
    synchronized void change(Map<String, String> asked) throws ConfigException, IOException {
        NameServerConfig changed = current.with(asked);
        Map<String, String> changes = new TreeMap<>(changed.toMap());
        changes.entrySet().removeAll(current.toMap().entrySet());
        if (changes.isEmpty()) {
            return;
        }
        if (changed.configStorePath().isPresent()) {
            rewrite(changed.configStorePath().get(), changes);
        }
        current = changed;
        LOG.info("settings changed: {}", changes);
    }

    /** Replaces the lines of the changed keys, and keeps all others: comments are the operator's. */
    private static void rewrite(Path file, Map<String, String> changes) throws IOException {
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        List<String> rewritten = new ArrayList<>(lines);
        for (Map.Entry<String, String> change : changes.entrySet()) {
            Pattern keyLine = Pattern.compile("\\s*" + Pattern.quote(change.getKey()) + "\\s*([=:\\s].*)?");
            rewritten.removeIf(line -> keyLine.matcher(line).matches());
            // Changeable values are numbers and switches: nothing in them needs to be escaped.
            rewritten.add(change.getKey() + "=" + change.getValue());
        }
        AsideFile.replace(file, (String.join("\n", rewritten) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
