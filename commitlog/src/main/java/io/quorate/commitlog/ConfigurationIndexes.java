package io.quorate.commitlog;

import java.util.List;
import java.util.TreeSet;

/** Which kept entries are CONFIGURATION entries: few, so an object each. Replica loop only. */
final class ConfigurationIndexes {
    private final TreeSet<Long> indexes = new TreeSet<>();

    void add(long index) {
        indexes.add(index);
    }

    /** The newest at or before {@code index}, 0 if none. */
    long newestUpTo(long index) {
        Long found = indexes.floor(index);
        return found == null ? 0 : found;
    }

    /** Those between these two, both included, in order. */
    List<Long> within(long firstIndex, long lastIndex) {
        return List.copyOf(indexes.subSet(firstIndex, true, lastIndex, true));
    }

    void truncateFrom(long index) {
        indexes.tailSet(index).clear();
    }

    void releaseBefore(long index) {
        indexes.headSet(index).clear();
    }
}
