package io.quorate.broker.config;

import io.quorate.protocol.Remarks;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings in force: those this node started with, and what was changed at run time since. Changes are this node's alone
 * and last until it restarts: the configuration file is the operator's. Reads never wait; safe from any thread.
 */
public final class LiveConfig {
    private static final Logger LOG = LoggerFactory.getLogger(LiveConfig.class);

    private final boolean startedWithTemplate;
    private volatile BrokerConfig current;
    private volatile int changeCount;

    public LiveConfig(BrokerConfig config) {
        this.startedWithTemplate = config.delivery().autoCreateTopic();
        this.current = config;
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
        if (value.equals(current.effective().get(key.get().keyName()))) {
            return Optional.empty();
        }
        if (!key.get().scope().isLive()) {
            return Optional.of(setting + " cannot be set at run time: " + remedy(key.get()));
        }
        boolean wantsTemplate = key.get() == ConfigKey.AUTO_CREATE_TOPIC && value.equalsIgnoreCase("true");
        return wantsTemplate && !startedWithTemplate
                ? Optional.of(setting + " cannot be set at run time on a broker that was started without:"
                        + " write it into the configuration file and restart.")
                : Optional.empty();
    }

    private static String remedy(ConfigKey key) {
        return switch (key.scope()) {
            case GROUP -> "it was fixed when the group was created; make another group with it.";
            case FORMATION -> "who belongs to the group is changed with quorate member.";
            default -> "write it into the configuration file and restart.";
        };
    }

    /**
     * Puts all of these in force, or none. The caller has made sure that {@link #refusal} says nothing.
     *
     * @throws ConfigException naming the first bad value
     */
    public synchronized void change(Map<String, String> asked) {
        Map<ConfigKey, String> changes = new TreeMap<>();
        asked.forEach((name, value) -> ConfigKey.named(name).ifPresent(key -> changes.put(key, value)));
        changes.entrySet()
                .removeIf(each -> each.getValue()
                        .equals(current.effective().get(each.getKey().keyName())));
        if (!changes.isEmpty()) {
            current = current.with(changes);
            changeCount++;
            changes.forEach(
                    (key, value) -> LOG.info("{}={} from now on, until this node restarts", key.keyName(), value));
        }
    }
}
