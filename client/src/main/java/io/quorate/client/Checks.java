package io.quorate.client;

import java.time.Duration;

/** Refusal of bad values at the API's door, in one sentence that says what would be right. */
final class Checks {
    private Checks() {}

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    static void positive(String name, Duration value) {
        require(value.toMillis() > 0, name + " is " + value + ": at least a millisecond is needed");
    }

    /** {@code problem} is what is wrong, or null. */
    static void noProblem(String problem) {
        require(problem == null, problem);
    }
}
