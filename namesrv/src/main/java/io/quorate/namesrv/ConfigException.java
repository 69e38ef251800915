package io.quorate.namesrv;

/** A setting this server cannot run with. The message is one sentence: key, value, remedy. */
public final class ConfigException extends Exception {
    ConfigException(String message) {
        super(message, null, false, false);
    }

    static ConfigException of(ConfigKey key, String value, String remedy) {
        return new ConfigException(key.text() + "=" + value + " cannot be used: " + remedy);
    }
}
