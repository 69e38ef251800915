package io.quorate.broker.config;

import static io.quorate.broker.config.ConfigException.require;
import static io.quorate.broker.config.ConfigException.requireRange;

import java.util.Set;
import java.util.TreeSet;

/**
 * How long messages are kept, and what happens as the disk fills up. Percentages are of the file system the log is on.
 *
 * @param reservedHours a segment whose newest entry is older has expired
 * @param deleteHours hours of the local day in which expired segments are deleted
 * @param usedPercentMax above it expired segments are deleted at any hour
 * @param forcible whether segments that have not expired are deleted, too, above {@code forciblyPercent}
 * @param warningPercent above it messages are refused
 */
public record RetentionConfig(
        int reservedHours,
        Set<Integer> deleteHours,
        int usedPercentMax,
        boolean forcible,
        int forciblyPercent,
        int warningPercent) {
    private static final int RESERVED_HOURS_MAX = 24 * 365 * 100;

    public RetentionConfig {
        deleteHours = Set.copyOf(deleteHours);
        requireRange(ConfigKey.RESERVED_HOURS, reservedHours, 1, RESERVED_HOURS_MAX);
        requireRange(ConfigKey.DISK_USED_PERCENT_MAX, usedPercentMax, 10, 95);
        requireRange(ConfigKey.DISK_FORCIBLY_PERCENT, forciblyPercent, 30, 95);
        requireRange(ConfigKey.DISK_WARNING_PERCENT, warningPercent, 35, 99);
        require(
                forciblyPercent <= warningPercent,
                ConfigKey.DISK_FORCIBLY_PERCENT,
                forciblyPercent,
                "give at most " + ConfigKey.DISK_WARNING_PERCENT.keyName() + "=" + warningPercent
                        + ": room is to be made before messages are refused.");
    }

    /** Hours from their text, "04" or "04;16". */
    static Set<Integer> hours(String text) {
        Set<Integer> hours = new TreeSet<>();
        for (String part : text.split(";", -1)) {
            String hour = part.strip();
            if (hour.isEmpty()) {
                continue;
            }
            require(
                    hour.matches("[0-9]{1,2}") && Integer.parseInt(hour) < 24,
                    ConfigKey.DELETE_HOURS,
                    text,
                    "write hours from 00 to 23, as in 04 or 04;16.");
            hours.add(Integer.parseInt(hour));
        }
        require(!hours.isEmpty(), ConfigKey.DELETE_HOURS, text, "name at least one hour, as in 04.");
        return hours;
    }
}
