package io.quorate.simulation.explore;

/** A promise was broken. */
final class Violation extends Exception {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
        super(message);
    }
}
