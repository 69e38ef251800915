package io.quorate.chaos.cluster;

import java.time.Duration;
import java.util.OptionalLong;

/** One program of a cluster as it runs on its host: a process of this machine, or a container. Used by one thread at a time. */
interface HostProcess extends AutoCloseable {
    boolean isAlive();

    /** Of one that has ended. */
    int exitCode();

    /** Returns when it is gone; its page cache survives. */
    void kill9();

    /** Asks it to end (SIGTERM). */
    void terminate();

    /** As it sees it itself. */
    long pid();

    /** As this machine sees it; empty if it has ended. */
    OptionalLong pidHere();

    /** It gets no processor from now on. Nothing happens to one that has ended by itself. */
    void pause();

    /** Ends a pause, if there is one. */
    void resume();

    /** It gets a processor for no more than so much of the time, a moment at a time, until {@link #feed}. */
    void starve(int percent);

    /** Nothing happens to one that was not starved. */
    void feed();

    /** What it has used of processors since it began. */
    Duration processorTime();

    /** By the kernel's, or the container engine's word. */
    boolean isFrozenOrGone();

    /** Kills it, if it still runs. */
    @Override
    void close();
}
