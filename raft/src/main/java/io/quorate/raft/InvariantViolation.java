package io.quorate.raft;

/**
 * We are wrong: something that only our own mistake can break is broken. An Error, so that no {@code catch (Exception)}
 * hides it; the node stops taking part, for better silent than wrong.
 */
public final class InvariantViolation extends Error {
    public InvariantViolation(String message) {
        super(message);
    }
}
