package io.quorate.broker.state;

/**
 * Version of a table, the same on all replicas.
 *
 * @param counter commands applied to the table so far
 * @param timestampMillis leader's clock in the entry of the last one, 0 if there was none
 */
public record TableVersion(long counter, long timestampMillis) {
    static final TableVersion INITIAL = new TableVersion(0, 0);

    TableVersion next(long timestampMillis) {
        return new TableVersion(counter + 1, timestampMillis);
    }
}
