package io.quorate.broker.config;

import java.util.Locale;

/** Which consumers are sent to followers while there is a leader. Whoever pulls from a follower is served, in any case. */
public enum ReadFromFollowers {
    /** None. */
    NEVER,
    /** Those that are so far behind that the leader would have to read its disk for them. */
    LAGGING,
    /** Queues are divided over all replicas. */
    BALANCE;

    static ReadFromFollowers of(String text) {
        for (ReadFromFollowers mode : values()) {
            if (mode.name().equalsIgnoreCase(text)) {
                return mode;
            }
        }
        throw new ConfigException(ConfigKey.READ_FROM_FOLLOWERS, text, "say never, lagging or balance.");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
