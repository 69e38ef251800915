package io.quorate.broker.state;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Named settings: those the log made, over those every replica has by {@link Defaults}. Written by the replica loop,
 * read by any thread.
 *
 * <p>What a command does depends on the log-made part alone. The defaults show through only when reading, so that two
 * replicas with different configuration files still keep equal tables.
 */
public abstract sealed class ConfigTable<C> permits TopicTable, ConsumerGroupTable {
    private final Map<String, C> defaults;
    private final ConcurrentHashMap<String, C> logged = new ConcurrentHashMap<>();
    private volatile TableVersion version = TableVersion.INITIAL;

    ConfigTable(Map<String, C> defaults) {
        this.defaults = Map.copyOf(defaults);
    }

    public final Optional<C> find(String name) {
        C config = logged.get(name);
        return Optional.ofNullable(config != null ? config : defaults.get(name));
    }

    /** True when the name is known by the defaults alone: nobody made or changed it. */
    public final boolean isDefault(String name) {
        return defaults.containsKey(name) && !logged.containsKey(name);
    }

    /** Everything {@link #find} would find, sorted by name. A copy. */
    public final Collection<C> all() {
        Map<String, C> all = new TreeMap<>(defaults);
        all.putAll(logged);
        return List.copyOf(all.values());
    }

    public final TableVersion version() {
        return version;
    }

    /** The log-made part, sorted by name. A copy. */
    final SortedMap<String, C> logged() {
        return new TreeMap<>(logged);
    }

    /** Adds what a snapshot says; the version is restored by itself. Before anybody else sees the table. */
    final void restore(String name, C config) {
        logged.put(name, config);
    }

    final void restoreVersion(TableVersion restored) {
        version = restored;
    }

    final void put(String name, C config, boolean onlyIfAbsent, long timestampMillis) {
        if (onlyIfAbsent) {
            if (logged.putIfAbsent(name, config) != null) {
                return;
            }
        } else {
            logged.put(name, config);
        }
        version = version.next(timestampMillis);
    }

    final void remove(String name, long timestampMillis) {
        if (logged.remove(name) != null) {
            version = version.next(timestampMillis);
        }
    }
}
