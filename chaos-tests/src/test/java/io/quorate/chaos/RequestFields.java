package io.quorate.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.rocketmq.remoting.CommandCustomHeader;

/** The names of all fields that requests of RocketMQ have, from the header classes of its library. */
final class RequestFields {
    private static final String HEADERS = "org/apache/rocketmq/remoting/protocol/header/";

    /** Known to no header class: sent beside the headers. */
    private static final List<String> OTHERS =
            List.of("_UNIQUE_KEY_QUERY", "ns", "nsd", "bname", "lo", "ReqT", "op", "node", "address", "learner");

    private RequestFields() {}

    static Set<String> all() {
        Set<String> names = new TreeSet<>(OTHERS);
        try (JarFile jar = new JarFile(jarOf(CommandCustomHeader.class).toFile())) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                String name = entry.getName();
                if (name.startsWith(HEADERS)
                        && (name.endsWith("RequestHeader.class") || name.endsWith("RequestHeaderV2.class"))) {
                    addFields(name, names);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        return names;
    }

    private static void addFields(String entry, Set<String> names) throws ClassNotFoundException {
        String className =
                entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
        for (Field field : Class.forName(className).getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                names.add(field.getName());
            }
        }
    }

    private static Path jarOf(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }
}
