package io.quorate.broker.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/** The text given for each known key, and remarks about the keys that do nothing. Immutable. */
final class ConfigValues {
    private final Map<ConfigKey, String> given;
    private final List<String> remarks;

    private ConfigValues(Map<ConfigKey, String> given, List<String> remarks) {
        this.given = given;
        this.remarks = List.copyOf(remarks);
    }

    static ConfigValues of(Properties properties) {
        Map<String, String> rest = new TreeMap<>();
        properties
                .stringPropertyNames()
                .forEach(name -> rest.put(name, properties.getProperty(name).strip()));
        Map<ConfigKey, String> given = new EnumMap<>(ConfigKey.class);
        for (ConfigKey key : ConfigKey.values()) {
            take(key, key.keyName(), rest, given);
            key.aliases().forEach(alias -> take(key, alias, rest, given));
        }
        List<String> remarks = new ArrayList<>();
        rest.forEach((name, value) -> remarks.add(IgnoredKeys.reasonFor(name)
                .map(reason -> name + "=" + value + " has no effect: " + reason)
                .orElse(name + "=" + value + " has no effect: no such key")));
        return new ConfigValues(given, remarks);
    }

    // A key given in two spellings is an error only when the values differ: people keep both for two versions' sake.
    private static void take(ConfigKey key, String name, Map<String, String> rest, Map<ConfigKey, String> given) {
        String value = rest.remove(name);
        if (value == null || value.isEmpty()) {
            return;
        }
        String before = given.putIfAbsent(key, value);
        if (before != null && !before.equals(value) && !name.equals("dLegerGroup")) {
            throw new ConfigException(
                    name, value, "it is the same as " + key.keyName() + "=" + before + "; keep one of them.");
        }
    }

    /** One line for each key that was given and does nothing, with the reason. */
    List<String> remarks() {
        return remarks;
    }

    Optional<String> find(ConfigKey key) {
        return Optional.ofNullable(given.get(key));
    }

    String text(ConfigKey key) {
        return given.getOrDefault(key, key.defaultValue());
    }

    boolean flag(ConfigKey key) {
        String text = text(key);
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return Boolean.parseBoolean(text);
        }
        throw new ConfigException(key, text, "say true or false.");
    }

    long number(ConfigKey key, long least, long most) {
        String text = text(key);
        try {
            long value = Long.parseLong(text);
            ConfigException.requireRange(key, value, least, most);
            return value;
        } catch (NumberFormatException e) {
            throw new ConfigException(key, text, "give a whole number.");
        }
    }

    int integer(ConfigKey key, int least, int most) {
        return (int) number(key, least, most);
    }
}
