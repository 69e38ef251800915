package io.quorate.broker.state;

/**
 * A change of the replicated tables, as it stands in the log. Immutable. What a command does must follow from the command,
 * its entry and the tables alone: every replica applies it, at another time and with another configuration file.
 */
public interface Command {
    CommandType type();

    /** Replica loop, once on every replica, in log order. What cannot be done any more by then is left undone, never thrown. */
    void applyTo(Tables tables, AppliedAt at);
}
