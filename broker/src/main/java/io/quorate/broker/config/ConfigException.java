package io.quorate.broker.config;

/** A setting the broker cannot start with. The message is one sentence: the key, its value, what to do. */
public final class ConfigException extends RuntimeException {
    public ConfigException(ConfigKey key, Object value, String remedy) {
        this(key.keyName(), value, remedy);
    }

    public ConfigException(String key, Object value, String remedy) {
        super(key + "=" + value + " cannot be used: " + remedy);
    }

    /** @param sentence the key, its value, what to do */
    ConfigException(String sentence) {
        super(sentence);
    }

    /** The same, with one thing more that could be done about it. */
    ConfigException orElse(String remedy) {
        String sentence = getMessage();
        return new ConfigException((sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence)
                + ", or " + remedy + ".");
    }

    static void require(boolean holds, ConfigKey key, Object value, String remedy) {
        if (!holds) {
            throw new ConfigException(key, value, remedy);
        }
    }

    static void requireRange(ConfigKey key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new ConfigException(key, value, "give a number from " + least + " to " + most + unitOf(key) + ".");
        }
    }

    private static String unitOf(ConfigKey key) {
        return key.unit().isEmpty() ? "" : " (" + key.unit() + ")";
    }
}
