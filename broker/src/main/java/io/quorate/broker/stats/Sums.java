package io.quorate.broker.stats;

/**
 * What was counted within a stretch of time.
 *
 * @param perSecond over the whole stretch
 * @param perCall how much one call brought, on the average
 */
public record Sums(long sum, double perSecond, double perCall) {}
