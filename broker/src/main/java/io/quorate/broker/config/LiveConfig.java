package io.quorate.broker.config;

import io.quorate.protocol.Remarks;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings in force: those of the configuration file and the command line, and over them what was changed at run time, before
 * the last start too ({@link ChangedSettings}). Changes are this node's alone. Reads never wait; safe from any thread.
 */
public final class LiveConfig {
    private static final Logger LOG = LoggerFactory.getLogger(LiveConfig.class);

    private final BrokerConfig configured; // without any change
    private final ChangedSettings file;
    private Map<ConfigKey, String> changed; // as the file says; guarded by this
    private volatile BrokerConfig current;
    private volatile int changeCount;
    private volatile boolean templateShown;

    private LiveConfig(BrokerConfig configured, ChangedSettings file, Map<ConfigKey, String> changed) {
        this.configured = configured;
        this.file = file;
        this.changed = changed;
        this.current = changed.isEmpty() ? configured : configured.with(changed);
        this.templateShown = delivery().autoCreateTopic();
    }

    /**
     * Takes up what was changed at run time before. Blocks.
     *
     * @param configured what the configuration file and the command line say
     * @throws ConfigException naming what is wrong with the changes
     */
    public static LiveConfig open(BrokerConfig configured) throws IOException {
        ChangedSettings file = new ChangedSettings(configured.store().rootDir());
        Map<ConfigKey, String> changed = file.read();
        if (changed.isEmpty()) {
            return new LiveConfig(configured, file, Map.of());
        }
        try {
            LiveConfig config = new LiveConfig(configured, file, changed);
            LOG.info("changed at run time, kept in {}: {}", file.file(), config.changes());
            return config;
        } catch (ConfigException unusable) {
            throw unusable.orElse("correct " + file.file() + ", which keeps what was changed at run time");
        }
    }

    private synchronized String changes() {
        return changed.entrySet().stream()
                .map(each -> each.getKey().keyName() + "=" + each.getValue() + " (the configuration file says "
                        + configured.effective().get(each.getKey().keyName()) + ")")
                .collect(Collectors.joining(", "));
    }

    public BrokerConfig current() {
        return current;
    }

    public DeliveryConfig delivery() {
        return current.delivery();
    }

    public RetentionConfig retention() {
        return current.store().retention();
    }

    public int messageBytesMax() {
        return current.group().messageBytesMax();
    }

    /** How often something was changed since the start. */
    public int changeCount() {
        return changeCount;
    }

    /**
     * Whether clients find the template of auto-created topics: it has been in force since the start, if only for a while. It stays
     * when auto-creation is switched off, for clients know its route, and are told the reason when they send.
     */
    public boolean isTemplateShown() {
        return templateShown;
    }

    /**
     * Why this key cannot be set to this value at run time, for people: the key, the value, what to do instead. Empty if
     * it can, or has that value already: tools may send back all they were shown.
     */
    public Optional<String> refusal(String name, String value) {
        Optional<ConfigKey> key = ConfigKey.named(name);
        String setting = Remarks.shortened(name) + "=" + Remarks.shortened(value);
        if (key.isEmpty()) {
            return Optional.of(setting + " has no effect: "
                    + IgnoredKeys.reasonFor(name).orElse("no such key") + "; leave it out.");
        }
        if (value.equals(current.effective().get(key.get().keyName()))
                || key.get().scope().isLive()) {
            return Optional.empty();
        }
        return Optional.of(setting + " cannot be set at run time: " + remedy(key.get()));
    }

    private static String remedy(ConfigKey key) {
        return switch (key.scope()) {
            case GROUP -> "it was fixed when the group was created; make another group with it.";
            case FORMATION -> "who belongs to the group is changed with quorate member.";
            default -> "write it into the configuration file and restart.";
        };
    }

    /**
     * Puts all of these in force, or none, and keeps them for the next start. What is set to what the configuration file says is
     * a change no longer. The caller has made sure that {@link #refusal} says nothing. Blocks.
     *
     * @throws ConfigException naming the first bad value
     * @throws IOException if they cannot be kept
     */
    public synchronized void change(Map<String, String> asked) throws IOException {
        Map<ConfigKey, String> changes = new TreeMap<>();
        asked.forEach((name, value) -> ConfigKey.named(name).ifPresent(key -> changes.put(key, value)));
        changes.entrySet().removeIf(each -> isIn(current, each));
        if (changes.isEmpty()) {
            return;
        }
        BrokerConfig next = current.with(changes);
        Map<ConfigKey, String> kept = new TreeMap<>(changed);
        kept.putAll(changes);
        kept.entrySet().removeIf(each -> isIn(configured, each));
        file.replace(kept);
        changed = kept;
        current = next;
        templateShown |= next.delivery().autoCreateTopic();
        changeCount++;
        changes.forEach((key, value) -> LOG.info(
                "{}={} from now on, {}",
                key.keyName(),
                value,
                kept.containsKey(key) ? "kept in " + file.file() : "as the configuration file says"));
    }

    private static boolean isIn(BrokerConfig config, Map.Entry<ConfigKey, String> setting) {
        return setting.getValue().equals(config.effective().get(setting.getKey().keyName()));
    }
}
