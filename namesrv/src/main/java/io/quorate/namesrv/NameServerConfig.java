package io.quorate.namesrv;

import io.quorate.remoting.TlsConfig;
import io.quorate.remoting.TlsMode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The settings of a name server. Immutable; every value was checked. */
public final class NameServerConfig {
    private final Map<ConfigKey, String> values;
    private final SortedSet<String> keysWithoutEffect;

    private NameServerConfig(Map<ConfigKey, String> values, SortedSet<String> keysWithoutEffect) {
        this.values = values;
        this.keysWithoutEffect = Collections.unmodifiableSortedSet(keysWithoutEffect);
    }

    /** Settings by their name in the file; what is not given has its default. */
    public static NameServerConfig of(Map<String, String> given) throws ConfigException {
        Map<ConfigKey, String> values = new EnumMap<>(ConfigKey.class);
        for (ConfigKey key : ConfigKey.values()) {
            values.put(key, key.defaultValue());
        }
        return new NameServerConfig(values, new TreeSet<>()).with(given);
    }

    /** Reads a properties file. It also becomes the place where changes made at run time are kept, unless it names one. */
    public static NameServerConfig read(Path file) throws ConfigException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (NoSuchFileException absent) {
            throw new ConfigException("configuration file " + file + " does not exist: give the path of one after -c");
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new ConfigException("configuration file " + file + " cannot be read as a UTF-8 properties file ("
                    + unreadable + "): correct it or give another after -c");
        }
        Map<String, String> given = new TreeMap<>();
        given.put(ConfigKey.CONFIG_STORE_PATH.text(), file.toString());
        properties.stringPropertyNames().forEach(key -> given.put(key, properties.getProperty(key)));
        return of(given);
    }

    /** A copy with some values changed. */
    public NameServerConfig with(Map<String, String> changes) throws ConfigException {
        Map<ConfigKey, String> changed = new EnumMap<>(values);
        SortedSet<String> withoutEffect = new TreeSet<>(keysWithoutEffect);
        for (Map.Entry<String, String> change : changes.entrySet()) {
            Optional<ConfigKey> key = ConfigKey.named(change.getKey());
            if (key.isEmpty()) {
                withoutEffect.add(change.getKey());
            } else {
                String value = change.getValue().trim();
                key.get().check(value);
                changed.put(key.get(), value);
            }
        }
        return new NameServerConfig(changed, withoutEffect);
    }

    /** Keys that were given and change nothing here: unknown ones and those of {@link ConfigKey#IGNORED}. */
    SortedSet<String> keysWithoutEffect() {
        return keysWithoutEffect;
    }

    /** Every setting by its name in the file. */
    SortedMap<String, String> toMap() {
        SortedMap<String, String> map = new TreeMap<>();
        values.forEach((key, value) -> map.put(key.text(), value));
        return map;
    }

    /** One {@code key=value} a line, sorted. */
    String toText() {
        StringBuilder text = new StringBuilder();
        toMap().forEach((key, value) ->
                text.append(key).append('=').append(value).append('\n'));
        return text.toString();
    }

    public String bindAddress() {
        return values.get(ConfigKey.BIND_ADDRESS);
    }

    /** 0 lets the system choose. */
    public int listenPort() {
        return number(ConfigKey.LISTEN_PORT);
    }

    int ioLoopCount() {
        return number(ConfigKey.SERVER_SELECTOR_THREADS);
    }

    int idleCloseSeconds() {
        return number(ConfigKey.SERVER_CHANNEL_MAX_IDLE_TIME_SECONDS);
    }

    /** TLS takes a certificate and a key: without both, it is not spoken, and may not be demanded. */
    TlsConfig tls() throws ConfigException {
        String mode = values.get(ConfigKey.TLS_SERVER_MODE);
        String cert = values.get(ConfigKey.TLS_SERVER_CERT_PATH);
        String key = values.get(ConfigKey.TLS_SERVER_KEY_PATH);
        if (!cert.isEmpty() && !key.isEmpty()) {
            TlsMode wanted = TlsMode.valueOf(mode.toUpperCase(Locale.ROOT));
            return new TlsConfig(wanted, Optional.of(Path.of(cert)), Optional.of(Path.of(key)));
        }
        if (mode.equals("enforcing") || !cert.isEmpty() || !key.isEmpty()) {
            throw ConfigException.of(
                    ConfigKey.TLS_SERVER_MODE,
                    mode,
                    "name both " + ConfigKey.TLS_SERVER_CERT_PATH.text() + " and "
                            + ConfigKey.TLS_SERVER_KEY_PATH.text() + ", or neither and mode disabled");
        }
        return TlsConfig.disabled();
    }

    Path kvConfigPath() {
        return Path.of(values.get(ConfigKey.KV_CONFIG_PATH));
    }

    Optional<Path> configStorePath() {
        String path = values.get(ConfigKey.CONFIG_STORE_PATH);
        return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
    }

    Duration scanInterval() {
        return Duration.ofMillis(number(ConfigKey.SCAN_NOT_ACTIVE_BROKER_INTERVAL));
    }

    boolean orderMessageEnable() {
        return isOn(ConfigKey.ORDER_MESSAGE_ENABLE);
    }

    boolean returnOrderTopicConfigToBroker() {
        return isOn(ConfigKey.RETURN_ORDER_TOPIC_CONFIG_TO_BROKER);
    }

    boolean enableAllTopicList() {
        return isOn(ConfigKey.ENABLE_ALL_TOPIC_LIST);
    }

    boolean enableTopicList() {
        return isOn(ConfigKey.ENABLE_TOPIC_LIST);
    }

    /** How long after the start route queries are refused, so that brokers can register first. */
    Duration gracePeriod() {
        return isOn(ConfigKey.NEED_WAIT_FOR_SERVICE)
                ? Duration.ofSeconds(number(ConfigKey.WAIT_SECONDS_FOR_SERVICE))
                : Duration.ZERO;
    }

    private int number(ConfigKey key) {
        return Integer.parseInt(values.get(key));
    }

    private boolean isOn(ConfigKey key) {
        return Boolean.parseBoolean(values.get(key));
    }
}
