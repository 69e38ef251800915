package io.quorate.simulation.workload;

/** What a client may know of an operation of its own. */
public enum Outcome {
    /** It happened. */
    OK,
    /** It did not happen, and never will. */
    FAIL,
    /** Nobody knows: it may have happened, or happen yet. */
    UNKNOWN
}
