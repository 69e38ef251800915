package io.quorate.raft.runtime;

/**
 * How an attempt to hand leadership over ended.
 *
 * @param handedOver another replica leads
 * @param reason why not, in words for the operator; empty if it does
 */
public record TransferOutcome(boolean handedOver, String reason) {
    public static final TransferOutcome DONE = new TransferOutcome(true, "");

    public static TransferOutcome refused(String reason) {
        return new TransferOutcome(false, reason);
    }
}
