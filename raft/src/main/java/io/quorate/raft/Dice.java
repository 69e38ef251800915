package io.quorate.raft;

/** The core's only source of chance; seeded by the caller, so that a run can be repeated. */
@FunctionalInterface
public interface Dice {
    /** A number in {@code [0, bound)}. */
    int below(int bound);
}
