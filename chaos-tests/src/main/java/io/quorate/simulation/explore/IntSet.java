package io.quorate.simulation.explore;

import java.util.Arrays;

/** A small set of ints that remembers in which order they came, and forgets none. */
final class IntSet {
    private int[] values = new int[8];
    private int size;

    boolean add(int value) {
        if (contains(value)) {
            return false;
        }
        if (size == values.length) {
            values = Arrays.copyOf(values, size + size / 2);
        }
        values[size++] = value;
        return true;
    }

    boolean contains(int value) {
        for (int i = 0; i < size; i++) {
            if (values[i] == value) {
                return true;
            }
        }
        return false;
    }

    int get(int at) {
        return values[at];
    }

    int size() {
        return size;
    }
}
