package io.quorate.protocol;

/** The number by which brokers filter tags: equal tags have equal hashes; clients sort out collisions. */
public final class TagHash {
    /** Hash of a message without a tag. */
    public static final long NONE = 0;

    private TagHash() {}

    /** {@code h = 31 * h + c} over the UTF-16 units, 32 bits wide and sign-extended; {@link #NONE} for null or "". */
    public static long of(String tag) {
        // String.hashCode is specified as exactly this sum, on every Java platform.
        return tag == null ? NONE : tag.hashCode();
    }
}
