package io.quorate.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds a small part of a failing list that still fails (delta debugging, Zeller and Hildebrandt 2002): leaves out halves,
 * then quarters, and so on, for as long as it helps or time is left.
 */
final class Shrinker<T> {
    private final Predicate<List<T>> fails;
    private final long deadlineNanos;
    private int tries;

    /** @param fails whether a part still fails; must be true of the whole */
    Shrinker(Predicate<List<T>> fails, long nanosMax) {
        this.fails = fails;
        this.deadlineNanos = System.nanoTime() + nanosMax;
    }

    List<T> shrink(List<T> whole) {
        List<T> smallest = whole;
        int pieces = Math.min(2, whole.size());
        while (!smallest.isEmpty() && !isLate()) {
            List<T> smaller = withoutOnePiece(smallest, pieces);
            if (smaller.size() < smallest.size()) {
                smallest = smaller;
                pieces = Math.min(Math.max(2, pieces - 1), smallest.size());
            } else if (pieces >= smallest.size()) {
                break;
            } else {
                pieces = Math.min(2 * pieces, smallest.size());
            }
        }
        return smallest;
    }

    private List<T> withoutOnePiece(List<T> list, int pieces) {
        int size = list.size();
        for (int piece = 0; piece < pieces && !isLate(); piece++) {
            List<T> rest = new ArrayList<>(list.subList(0, size * piece / pieces));
            rest.addAll(list.subList(size * (piece + 1) / pieces, size));
            tries++;
            if (fails.test(rest)) {
                return rest;
            }
        }
        return list;
    }

    private boolean isLate() {
        return System.nanoTime() - deadlineNanos > 0;
    }

    /** Parts that were tried. */
    int tries() {
        return tries;
    }
}
