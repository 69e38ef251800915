package io.quorate.broker.stats;

/** What was counted in the last minute, hour and day; over what there is when counting began later. */
public record TrafficSums(Sums minute, Sums hour, Sums day) {}
