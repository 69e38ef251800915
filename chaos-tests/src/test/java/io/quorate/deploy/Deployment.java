package io.quorate.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;

/** The files of the folder {@code deploy}. */
final class Deployment {
    static final Path DIR = Path.of(System.getProperty("basedir", "."), "../deploy")
            .toAbsolutePath()
            .normalize();

    private Deployment() {}

    static String text(String file) {
        try {
            return Files.readString(DIR.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A YAML file's documents. */
    static List<Object> yaml(String file) {
        return StreamSupport.stream(new Yaml().loadAll(text(file)).spliterator(), false)
                .toList();
    }

    /** What is at "spec.template.0.name" below a mapping or list; fails where there is nothing. */
    static Object at(Object node, String path) {
        Object here = node;
        for (String step : path.split("\\.", -1)) {
            if (here instanceof Map<?, ?> map && map.containsKey(step)) {
                here = map.get(step);
            } else if (here instanceof List<?> list && step.matches("\\d+")) {
                here = list.get(Integer.parseInt(step));
            } else {
                throw new AssertionError("there is no " + step + " of " + path + " in " + here);
            }
        }
        return here;
    }

    static List<?> list(Object node, String path) {
        return (List<?>) at(node, path);
    }

    static List<String> words(Object node, String path) {
        List<String> words = new ArrayList<>();
        list(node, path).forEach(word -> words.add(word.toString()));
        return words;
    }

    static String word(Object node, String path) {
        return at(node, path).toString();
    }

    /** A mapping's members as text. */
    static Map<String, String> members(Object node, String path) {
        Map<String, String> members = new LinkedHashMap<>();
        ((Map<?, ?>) at(node, path)).forEach((key, value) -> members.put(key.toString(), String.valueOf(value)));
        return members;
    }
}
