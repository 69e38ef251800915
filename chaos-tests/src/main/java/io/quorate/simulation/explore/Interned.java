package io.quorate.simulation.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Values by number, each with the numbers of what it is under other names. */
final class Interned<T> {
    private final int permutations;
    private final BiFunction<T, Integer, T> rename;
    private final Map<T, Integer> numbers = new HashMap<>();
    private final List<T> values = new ArrayList<>();
    private int[][] images = new int[64][];

    /** @param rename a value under a permutation */
    Interned(int permutations, BiFunction<T, Integer, T> rename) {
        this.permutations = permutations;
        this.rename = rename;
    }

    int number(T value) {
        Integer known = numbers.get(value);
        return known == null ? add(value) : known;
    }

    private int add(T value) {
        int number = values.size();
        values.add(value);
        numbers.put(value, number);
        return number;
    }

    T value(int number) {
        return values.get(number);
    }

    int image(int permutation, int number) {
        if (number >= images.length) {
            images = Arrays.copyOf(images, Math.max(values.size(), 2 * images.length));
        }
        int[] known = images[number];
        if (known == null) {
            known = new int[permutations];
            for (int each = 0; each < permutations; each++) {
                known[each] = number(rename.apply(values.get(number), each));
            }
            images[number] = known;
        }
        return known[permutation];
    }
}
