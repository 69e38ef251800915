package io.quorate.broker.config;

import static io.quorate.broker.config.ConfigException.requireRange;

/**
 * Messages that are delivered later.
 *
 * @param timersEnabled whether messages may have a delivery time of their own
 * @param delaySecondsMax longest delay of those
 * @param recallEnabled whether those may be recalled
 * @param pendingMax messages that may be waiting for their time; further ones are refused
 */
public record TimerConfig(
        DelayLevels levels, boolean timersEnabled, int delaySecondsMax, boolean recallEnabled, int pendingMax) {
    private static final int DELAY_SECONDS_MOST = 10 * 366 * 24 * 3600;
    private static final int PENDING_MOST = 50_000_000; // a snapshot of them must stay below 2 GiB, by far

    public TimerConfig {
        requireRange(ConfigKey.TIMER_DELAY_SECONDS_MAX, delaySecondsMax, 1, DELAY_SECONDS_MOST);
        requireRange(ConfigKey.PENDING_TIMERS_MAX, pendingMax, 0, PENDING_MOST);
    }
}
