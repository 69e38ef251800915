package io.quorate.simulation.check;

/** What a client knows of its operation in the end. In doubt it is {@link #INFO}. */
public enum Outcome {
    /** It happened, between invocation and completion. */
    OK,
    /** It did not happen and never will. */
    FAIL,
    /** Unknown: it may have happened, or may happen at any later time. */
    INFO
}
