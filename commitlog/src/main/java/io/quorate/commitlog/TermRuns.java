package io.quorate.commitlog;

import io.quorate.commitlog.EntriesDirectory.TermRun;
import io.quorate.raft.Invariants;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Terms of entries as runs of equal ones: a term starts at an index and holds up to the next run. Replica loop only. */
final class TermRuns {
    private long[] firstIndexes = new long[16];
    private long[] terms = new long[16];
    private int count;

    void add(long index, long term) {
        long newest = count == 0 ? 0 : terms[count - 1];
        Invariants.check(term >= newest, "terms never decrease along the log", index, term, newest);
        if (term == newest) {
            return;
        }
        if (count == terms.length) {
            firstIndexes = Arrays.copyOf(firstIndexes, 2 * count);
            terms = Arrays.copyOf(terms, 2 * count);
        }
        firstIndexes[count] = index;
        terms[count++] = term;
    }

    long at(long index) {
        int found = Arrays.binarySearch(firstIndexes, 0, count, index);
        return terms[found >= 0 ? found : -found - 2];
    }

    /** The runs as they show between these two entries. */
    List<TermRun> within(long firstIndex, long lastIndex) {
        List<TermRun> found = new ArrayList<>();
        found.add(new TermRun(firstIndex, at(firstIndex)));
        for (int i = 0; i < count; i++) {
            if (firstIndexes[i] > firstIndex && firstIndexes[i] <= lastIndex) {
                found.add(new TermRun(firstIndexes[i], terms[i]));
            }
        }
        return found;
    }

    void truncateFrom(long index) {
        while (count > 0 && firstIndexes[count - 1] >= index) {
            count--;
        }
    }

    /** Forgets the runs that end before {@code index}; the newest one always stays. */
    void releaseBefore(long index) {
        int released = 0;
        while (released + 1 < count && firstIndexes[released + 1] <= index) {
            released++;
        }
        firstIndexes = Arrays.copyOfRange(firstIndexes, released, Math.max(count, released + 16));
        terms = Arrays.copyOfRange(terms, released, Math.max(count, released + 16));
        count -= released;
    }
}
