package io.quorate.simulation.workload;

import io.quorate.simulation.world.CheckFailure;

/** The offset of one consumer group in one queue, which only one client commits, each time a higher one. */
final class OffsetHistory {
    private final String name;
    private long begun; // highest a commit was begun with
    private long acknowledged;
    private long applied;

    OffsetHistory(String name) {
        this.name = name;
    }

    long next() {
        return ++begun;
    }

    long applied() {
        return applied;
    }

    void applied(long offset) {
        if (offset <= applied || offset > begun) {
            throw new CheckFailure(
                    "consumer offsets never go back",
                    name + " is set to " + offset + " after " + applied + "; its only writer came to " + begun);
        }
        applied = offset;
    }

    void acknowledged(long offset) {
        if (applied < offset) {
            throw new CheckFailure(
                    "no acknowledged offset lost", name + "=" + offset + " is acknowledged, applied is " + applied);
        }
        acknowledged = offset;
    }

    /** Some node says so, of whatever moment. */
    void shown(long offset) {
        if (offset > applied) {
            throw new CheckFailure("no dirty read", name + " is shown as " + offset + ", applied is " + applied);
        }
    }

    /** A node that has applied everything says so. */
    void shownInTheEnd(long offset) {
        if (offset != applied || offset < acknowledged) {
            throw new CheckFailure(
                    "no acknowledged offset lost",
                    name + " is " + offset + " in the end, acknowledged was " + acknowledged + ", applied " + applied);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
