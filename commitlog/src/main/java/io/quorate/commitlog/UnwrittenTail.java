package io.quorate.commitlog;

import io.quorate.raft.Invariants;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.FlushLimit;
import io.quorate.raft.log.FlushMark;
import io.quorate.raft.log.LogBase;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The entries that are in memory alone, and the border between them and the file. Three kinds of threads meet here: the
 * replica loop appends and truncates, the flusher takes what is there and reports it flushed, anyone looks bytes up.
 *
 * <p><b>Between the first two</b> stands a lock, held for list operations and never over a system call. A truncation during
 * a flush is this race: entries 7 and 8 wait; the flusher takes both and writes; the loop truncates from 8 and appends
 * another 8 (call it 8'). Nothing old may count as new: {@link #flushed} counts a taken entry only if the very same
 * object still waits, so 7 counts, 8 does not, and 8' keeps waiting. Nothing old may be written over new: the one flusher
 * writes 8' in its next flush, so after 8.
 *
 * <p><b>Readers</b> take no lock. {@code flushedPosition} is volatile; the flusher raises it after its bytes are in the page
 * cache, which file and mapping share, and <i>then</i> removes the entries from the map. So a reader that sees the raised
 * position sees the bytes in the mapping, and one that misses an entry in the map sees the raised position when it looks
 * again. A truncation lowers it before anything new is appended, and hence before anything new can commit; readers ask
 * for committed bytes only, and those never lie behind a truncation.
 *
 * <p>No bound of its own: the replica bounds the bytes in flight, and appends no more.
 */
final class UnwrittenTail {
    /** An entry that waits. Compared by identity: see above. */
    static final class Waiting {
        private final EntryMeta meta;
        private final ByteBuffer bytes;
        private final long generation; // the log's when it was appended; never decreases along the log

        Waiting(EntryMeta meta, ByteBuffer bytes, long generation) {
            this.meta = meta;
            this.bytes = bytes;
            this.generation = generation;
        }

        EntryMeta meta() {
            return meta;
        }

        ByteBuffer bytes() {
            return bytes;
        }
    }

    private final Object lock = new Object();

    // By position. Changed under the lock, read without.
    // Invariant, under the lock: the first starts at flushedPosition, each other where the one before ends.
    private final ConcurrentSkipListMap<Long, Waiting> waiting = new ConcurrentSkipListMap<>();

    private volatile long flushedPosition; // written under the lock
    private volatile FlushMark mark; // written under the lock

    /** For a log that is all in its files, and all flushed. */
    UnwrittenTail(LogTip tip) {
        flushedPosition = tip.position();
        mark = new FlushMark(tip.index(), tip.term(), 0);
    }

    /** Everything before it is in the file and flushed. Any thread. */
    long flushedPosition() {
        return flushedPosition;
    }

    /** Any thread. */
    FlushMark mark() {
        return mark;
    }

    /** Replica loop. */
    void append(EntryMeta meta, ByteBuffer bytes) {
        synchronized (lock) {
            waiting.put(meta.position(), new Waiting(meta, bytes, mark.generation()));
        }
    }

    /** Forgets what waits from {@code tip}'s position on; the log now ends with {@code lastIndex}. Replica loop. */
    void truncate(long endPosition, long lastIndex, long lastTerm) {
        synchronized (lock) {
            FlushMark old = mark;
            flushedPosition = Math.min(flushedPosition, endPosition);
            boolean reachesFlushed = old.index() > lastIndex;
            mark = new FlushMark(
                    reachesFlushed ? lastIndex : old.index(),
                    reachesFlushed ? lastTerm : old.term(),
                    old.generation() + 1);
            waiting.tailMap(endPosition).clear();
        }
    }

    /** Forgets everything: the log is empty after this base. Flusher, while the replica loop leaves the log alone. */
    void startAt(LogBase base) {
        synchronized (lock) {
            // The mark first: what reports an older generation, or readers find below, is of the log before.
            mark = new FlushMark(base.index(), base.term(), mark.generation() + 1);
            waiting.clear();
            flushedPosition = base.position();
        }
    }

    /** What waits now, as far as the limit goes, oldest first. It goes on waiting until {@link #flushed}. Flusher. */
    List<Waiting> take(FlushLimit limit) {
        synchronized (lock) {
            List<Waiting> taken = new ArrayList<>(waiting.values());
            while (!taken.isEmpty() && !isWithin(limit, taken.get(taken.size() - 1))) {
                taken.remove(taken.size() - 1);
            }
            return taken;
        }
    }

    /** Neither generation nor term decreases along the log. */
    private static boolean isWithin(FlushLimit limit, Waiting entry) {
        return entry.generation <= limit.generation() && entry.meta.term() <= limit.term();
    }

    /** What was taken is written and forced; what of it still belongs to the log counts. Flusher. */
    FlushMark flushed(List<Waiting> taken) {
        synchronized (lock) {
            int count = 0;
            for (Waiting oldest : waiting.values()) {
                if (count == taken.size() || oldest != taken.get(count)) {
                    break;
                }
                count++;
            }
            if (count > 0) {
                EntryMeta newest = taken.get(count - 1).meta();
                Invariants.check(
                        taken.get(0).meta().position() == flushedPosition,
                        "the file grows without a gap",
                        taken.get(0).meta().position(),
                        flushedPosition);
                mark = new FlushMark(newest.index(), newest.term(), mark.generation());
                flushedPosition = newest.endPosition();
                waiting.headMap(newest.endPosition()).clear();
            }
            return mark;
        }
    }

    /** The waiting entry that contains this position, or null. Any thread. */
    Waiting find(long position) {
        Map.Entry<Long, Waiting> found = waiting.floorEntry(position);
        return found != null && position < found.getValue().meta().endPosition() ? found.getValue() : null;
    }
}
