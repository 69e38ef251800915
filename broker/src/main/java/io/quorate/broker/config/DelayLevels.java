package io.quorate.broker.config;

import java.util.concurrent.TimeUnit;

/** The delays that messages choose from by number, from 1. Immutable. */
public final class DelayLevels {
    private static final int COUNT_MOST = 1000;
    private static final String REMEDY =
            "give numbers with s, m, h or d, separated by one space, as in 1s 30s 1m 2h 1d; at most " + COUNT_MOST
                    + " of them, none longer than 3650d.";
    private static final long DELAY_MILLIS_MOST = TimeUnit.DAYS.toMillis(3650);

    private final long[] delayMillis;

    private DelayLevels(long[] delayMillis) {
        this.delayMillis = delayMillis;
    }

    static DelayLevels parse(String text) {
        String[] items = text.split(" ", -1);
        ConfigException.require(items.length <= COUNT_MOST, ConfigKey.DELAY_LEVELS, text, REMEDY);
        long[] delayMillis = new long[items.length];
        for (int i = 0; i < items.length; i++) {
            ConfigException.require(items[i].matches("[0-9]{1,9}[smhd]"), ConfigKey.DELAY_LEVELS, text, REMEDY);
            int end = items[i].length() - 1;
            delayMillis[i] = Long.parseLong(items[i].substring(0, end)) * millisOf(items[i].charAt(end));
            ConfigException.require(
                    delayMillis[i] > 0 && delayMillis[i] <= DELAY_MILLIS_MOST, ConfigKey.DELAY_LEVELS, text, REMEDY);
        }
        return new DelayLevels(delayMillis);
    }

    private static long millisOf(char unit) {
        TimeUnit known = switch (unit) {
            case 's' -> TimeUnit.SECONDS;
            case 'm' -> TimeUnit.MINUTES;
            case 'h' -> TimeUnit.HOURS;
            default -> TimeUnit.DAYS;
        };
        return known.toMillis(1);
    }

    public int count() {
        return delayMillis.length;
    }

    /** The delay of a level from 1 to {@link #count}. */
    public long delayMillis(int level) {
        return delayMillis[level - 1];
    }
}
