package io.quorate.chaos.workload;

import io.quorate.simulation.check.HistoryChecks;
import java.io.IOException;
import java.nio.file.Path;

/** Clients that work on a topic of their own, and the history of it. Used by one thread, the counters by any. */
public interface Workload extends AutoCloseable {
    String name();

    /** Creates what it works on, and begins. */
    void start() throws Exception;

    /** Ends when what is under way is answered. */
    void stop() throws InterruptedException;

    /** After all faults, and the end: has every queue read from every node, the leader first. */
    void drain(String leader) throws Exception;

    /** Complete after {@link #close}. */
    Path history();

    /** What the checkers have to know of it. */
    HistoryChecks.Options checks();

    /** Whether each of its processes has had a success. */
    boolean isAtWork();

    /** Operations that ended well. */
    long okCount();

    /** Operations of which nobody knows whether they took effect. */
    long infoCount();

    /** What was recorded so far can be judged even if this process dies. */
    void flush() throws IOException;

    @Override
    void close() throws IOException;
}
