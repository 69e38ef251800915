package io.quorate.simulation.explore;

import java.util.ArrayList;
import java.util.List;

/**
 * All situations found, those that differ in the nodes' names once. Looked up by a hash, and then compared: two that collide
 * are still told apart.
 */
final class Situations {
    private final LongTable numbers = new LongTable();
    private final List<Situation> all = new ArrayList<>();

    int size() {
        return all.size();
    }

    List<Situation> all() {
        return all;
    }

    /** The one with this key, made if need be. */
    Situation get(Key key, Situation parent) {
        Situation known = find(key);
        if (known != null) {
            return known;
        }
        long free = key.hash();
        while (numbers.get(free) != LongTable.ABSENT) {
            free = after(free);
        }
        Situation added = new Situation(key.truths(), key.history(), key.latestTerm(), parent);
        numbers.put(free, all.size());
        all.add(added);
        return added;
    }

    /** The one with this key, or null. */
    Situation find(Key key) {
        long hash = key.hash();
        for (int number = numbers.get(hash); number != LongTable.ABSENT; number = numbers.get(hash)) {
            if (key.isOf(all.get(number))) {
                return all.get(number);
            }
            hash = after(hash);
        }
        return null;
    }

    /** Where to look next if two collide; 0 is no key. */
    private static long after(long hash) {
        return hash == -1 ? 1 : hash + 1;
    }
}
