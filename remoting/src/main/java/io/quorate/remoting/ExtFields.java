package io.quorate.remoting;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The named text values of a command header, in the order they were put. A small array rather than a map: commands
 * carry a handful of fields, are read a few times and thrown away.
 *
 * <p>A field with an empty value is the same as an absent one (both header codecs lose the difference). When a name is
 * put twice the last value wins. Not thread-safe.
 */
public final class ExtFields {
    private static final int INITIAL_PAIRS = 12;

    private String[] pairs = new String[2 * INITIAL_PAIRS];
    private int length;

    public int size() {
        return length / 2;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** The value of {@code name}, or null. */
    public String get(String name) {
        for (int i = 0; i < length; i += 2) {
            if (pairs[i].equals(name)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    public Optional<String> find(String name) {
        return Optional.ofNullable(get(name));
    }

    /** Puts or replaces; a null or empty value removes. */
    public ExtFields put(String name, String value) {
        boolean absent = value == null || value.isEmpty();
        for (int i = 0; i < length; i += 2) {
            if (pairs[i].equals(name)) {
                if (absent) {
                    removePair(i);
                } else {
                    pairs[i + 1] = value;
                }
                return this;
            }
        }
        if (!absent) {
            if (length == pairs.length) {
                pairs = Arrays.copyOf(pairs, 2 * length);
            }
            pairs[length++] = name;
            pairs[length++] = value;
        }
        return this;
    }

    public ExtFields put(String name, long value) {
        return put(name, Long.toString(value));
    }

    public ExtFields put(String name, boolean value) {
        return put(name, Boolean.toString(value));
    }

    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < length; i += 2) {
            action.accept(pairs[i], pairs[i + 1]);
        }
    }

    public String nameAt(int number) {
        return pairs[2 * number];
    }

    public String valueAt(int number) {
        return pairs[2 * number + 1];
    }

    /** A sorted copy, for tests and logs. */
    public Map<String, String> toMap() {
        Map<String, String> map = new TreeMap<>();
        forEach(map::put);
        return map;
    }

    private void removePair(int at) {
        System.arraycopy(pairs, at + 2, pairs, at, length - at - 2);
        length -= 2;
        pairs[length] = null;
        pairs[length + 1] = null;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExtFields that && toMap().equals(that.toMap());
    }

    @Override
    public int hashCode() {
        return toMap().hashCode();
    }

    @Override
    public String toString() {
        return toMap().toString();
    }
}
