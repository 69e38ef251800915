package io.quorate.simulation.explore;

import java.util.ArrayList;
import java.util.List;

/** The ways to rename nodes 0 .. n-1, by number; number 0 renames nothing. */
final class Permutations {
    private final int[][] images;
    private final int[][] products;
    private final int[] inverses;

    Permutations(int nodes) {
        List<int[]> all = new ArrayList<>();
        addAll(new int[nodes], 0, all);
        images = all.toArray(int[][]::new);
        products = new int[images.length][images.length];
        inverses = new int[images.length];
        for (int after = 0; after < images.length; after++) {
            for (int first = 0; first < images.length; first++) {
                products[after][first] = find(after, first);
                if (products[after][first] == 0) {
                    inverses[after] = first;
                }
            }
        }
    }

    private static void addAll(int[] image, int at, List<int[]> all) {
        if (at == image.length) {
            all.add(image.clone());
            return;
        }
        for (int value = 0; value < image.length; value++) {
            boolean used = false;
            for (int before = 0; before < at; before++) {
                used |= image[before] == value;
            }
            if (!used) {
                image[at] = value;
                addAll(image, at + 1, all);
            }
        }
    }

    private int find(int after, int first) {
        for (int candidate = 0; candidate < images.length; candidate++) {
            boolean same = true;
            for (int node = 0; node < images[0].length; node++) {
                same &= images[candidate][node] == images[after][images[first][node]];
            }
            if (same) {
                return candidate;
            }
        }
        throw new IllegalStateException("permutations form a group");
    }

    int count() {
        return images.length;
    }

    /** What {@code permutation} calls {@code node}. */
    int image(int permutation, int node) {
        return images[permutation][node];
    }

    /** First {@code first}, then {@code after}. */
    int product(int after, int first) {
        return products[after][first];
    }

    int inverse(int permutation) {
        return inverses[permutation];
    }
}
