package io.quorate.broker.state;

/** Hears of commands that took effect, on every replica. */
@FunctionalInterface
public interface CommandListener {
    /** Called on the replica loop, in log order, after the entry was published: must be quick. */
    void commandApplied(Command command);
}
