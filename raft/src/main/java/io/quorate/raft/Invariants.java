package io.quorate.raft;

/** Checks that stay on in production. They take primitives, so that nothing is allocated until one fails. */
public final class Invariants {
    private Invariants() {}

    public static void check(boolean holds, String what) {
        if (!holds) {
            throw new InvariantViolation(what);
        }
    }

    public static void check(boolean holds, String what, long a, long b) {
        if (!holds) {
            throw new InvariantViolation(what + " [" + a + ", " + b + "]");
        }
    }

    public static void check(boolean holds, String what, long a, long b, long c) {
        if (!holds) {
            throw new InvariantViolation(what + " [" + a + ", " + b + ", " + c + "]");
        }
    }

    public static InvariantViolation unreachable(String what) {
        return new InvariantViolation("unreachable: " + what);
    }
}
