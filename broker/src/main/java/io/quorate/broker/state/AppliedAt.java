package io.quorate.broker.state;

/**
 * The entry that a record is applied from.
 *
 * @param timestampMillis the leader's clock as it appended the entry; never decreases along the log
 */
public record AppliedAt(long index, long term, long timestampMillis) {}
