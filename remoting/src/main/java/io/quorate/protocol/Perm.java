package io.quorate.protocol;

/** Permission bits of a topic or of a broker. */
public final class Perm {
    /** Serves as the template that auto-created topics copy. */
    public static final int INHERIT = 1;

    public static final int WRITE = 2;
    public static final int READ = 4;
    /** Known to the protocol, without effect. */
    public static final int PRIORITY = 8;

    private static final int ALL = INHERIT | WRITE | READ | PRIORITY;

    private Perm() {}

    public static boolean isReadable(int perm) {
        return (perm & READ) != 0;
    }

    public static boolean isWritable(int perm) {
        return (perm & WRITE) != 0;
    }

    public static boolean isInherited(int perm) {
        return (perm & INHERIT) != 0;
    }

    public static boolean isValid(int perm) {
        return (perm & ~ALL) == 0;
    }

    /** As tools print it: {@code RW-}, {@code R--}, {@code RWX}. */
    public static String describe(int perm) {
        return (isReadable(perm) ? "R" : "-") + (isWritable(perm) ? "W" : "-") + (isInherited(perm) ? "X" : "-");
    }
}
