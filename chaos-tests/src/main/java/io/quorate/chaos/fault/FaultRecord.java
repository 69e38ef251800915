package io.quorate.chaos.fault;

import java.util.List;
import java.util.OptionalLong;

/**
 * What became of one fault.
 *
 * @param bite the proof that it did something; "" if there was none
 * @param biteNanos when that was known
 * @param healProof "" if it never was seen to be over
 * @param broken promises that the nodes broke in it
 */
public record FaultRecord(
        FaultKind kind,
        List<String> victims,
        boolean leftNoMajority,
        long beginNanos,
        OptionalLong biteNanos,
        String bite,
        long healNanos,
        OptionalLong healedNanos,
        String healProof,
        List<String> broken) {
    public boolean bit() {
        return biteNanos.isPresent();
    }

    public boolean isHealed() {
        return healedNanos.isPresent();
    }

    /** When all was as before, as far as is known. */
    public long endNanos() {
        return healedNanos.orElse(healNanos);
    }
}
