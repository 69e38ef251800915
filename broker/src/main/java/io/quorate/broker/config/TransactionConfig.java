package io.quorate.broker.config;

/**
 * How transactional messages are treated.
 *
 * @param timeoutMillis age of an undecided one at its first check, unless it says otherwise itself
 * @param checkIntervalMillis from one check to the next
 * @param checkMax checks before an undecided one is put aside
 * @param rejected whether clients may send none
 * @param openMax undecided ones at a time
 */
public record TransactionConfig(
        long timeoutMillis, long checkIntervalMillis, int checkMax, boolean rejected, int openMax) {}
