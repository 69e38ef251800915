package io.quorate.broker.config;

import io.quorate.commitlog.disk.Disk;
import io.quorate.commitlog.disk.DiskFile;
import io.quorate.commitlog.disk.FileDisk;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The file of a node's store directory with what was changed at run time. It holds over the configuration file, which stays the
 * operator's. Replaced as a whole: after a crash it says what it said before a change or after it. All methods block.
 */
final class ChangedSettings {
    static final String FILE_NAME = "changed-settings.properties";

    private static final String COMMENT =
            "Changed at run time (UPDATE_BROKER_CONFIG); holds over the configuration file.";

    private final Path file;

    ChangedSettings(Path storeRoot) {
        this.file = storeRoot.toAbsolutePath().resolve(FILE_NAME);
    }

    Path file() {
        return file;
    }

    /**
     * What the file says, nothing if there is none. Whether the values are good is for the caller to find out.
     *
     * @throws ConfigException if this node must not start with it
     */
    Map<ConfigKey, String> read() throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (NoSuchFileException none) {
            return Map.of();
        } catch (CharacterCodingException | IllegalArgumentException damaged) {
            throw new ConfigException(file + " is damaged, it is not Java properties text (" + damaged.getMessage()
                    + "): bring it back from a copy, or delete it to have the configuration file count alone.");
        }
        if (properties.isEmpty()) {
            throw new ConfigException(file + " is damaged, it names no setting:"
                    + " bring it back from a copy, or delete it to have the configuration file count alone.");
        }
        Map<ConfigKey, String> changes = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            String value = properties.getProperty(name).strip();
            Optional<ConfigKey> key =
                    ConfigKey.named(name).filter(each -> each.scope().isLive());
            if (key.isEmpty() || value.isEmpty()) {
                throw new ConfigException(
                        name,
                        value,
                        (key.isEmpty() ? "no such setting can be changed at run time" : "it has no value")
                                + "; delete the line from " + file + ".");
            }
            changes.put(key.get(), value);
        }
        return changes;
    }

    /** Returns when the file that says exactly this is flushed under its name; without any change there is no file. */
    void replace(Map<ConfigKey, String> changes) throws IOException {
        Disk disk = new FileDisk();
        disk.createDirectories(file.getParent());
        Path aside = file.resolveSibling(FILE_NAME + ".new");
        if (disk.exists(aside)) {
            disk.delete(aside); // a crash left it
        }
        if (changes.isEmpty()) {
            if (disk.exists(file)) {
                disk.delete(file);
            }
        } else {
            byte[] text = text(changes);
            try (DiskFile written = disk.create(aside, text.length)) {
                written.write(0, List.of(ByteBuffer.wrap(text)));
                written.force();
            }
            disk.rename(aside, file);
        }
        disk.forceDirectory(file.getParent());
    }

    private static byte[] text(Map<ConfigKey, String> changes) throws IOException {
        Properties properties = new Properties();
        changes.forEach((key, value) -> properties.setProperty(key.keyName(), value));
        StringWriter text = new StringWriter();
        properties.store(text, COMMENT);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
