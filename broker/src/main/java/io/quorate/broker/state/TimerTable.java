package io.quorate.broker.state;

import io.quorate.protocol.message.MessageRecordView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * The messages to be delivered later, ordered by the time they are due and their position. A pending message gets here by
 * being stored in one of the broker's own topics, see {@link Delay}; it leaves with the command that says it was delivered, or
 * recalled. The messages themselves stay in the log, and the log keeps them.
 *
 * <p>Some 24 bytes a timer when they come in the order of their times or levels, up to twice that in no order: arrays of up to
 * {@link TimerChunk#COUNT_MAX} of them, as the leaves of a search tree. Written by the replica loop; other threads may ask
 * for counts only.
 */
public final class TimerTable implements StatePart {
    static final int SNAPSHOT_KIND = 20;

    private static final int ROW_TIMERS_MAX = 4096;
    private static final int LEVELS_MAX = 1000; // what is said to be of a level beyond is not counted by level

    private final List<TimerChunk> chunks = new ArrayList<>(); // in order, none empty
    private final PendingPositions positions = new PendingPositions();
    private final AtomicIntegerArray countByLevel = new AtomicIntegerArray(LEVELS_MAX + 1);
    private volatile int count;
    private volatile long unknownCount;

    TimerTable() {}

    /** Pending messages. Any thread. */
    public int count() {
        return count;
    }

    /** Pending messages of a delay level, from 1. Any thread. */
    public int count(int level) {
        return level <= LEVELS_MAX ? countByLevel.get(level) : 0;
    }

    /** Timers that were said to be delivered or recalled and were not pending: since the start, on this replica. Any thread. */
    public long unknownCount() {
        return unknownCount;
    }

    /**
     * The first ones that are due, in order. Replica loop.
     *
     * @param timersMax no more than so many
     * @param skipped positions of timers to leave out
     */
    public List<PendingTimer> due(long nowMillis, int timersMax, LongPredicate skipped) {
        List<PendingTimer> due = new ArrayList<>();
        for (TimerChunk chunk : chunks) {
            for (int i = 0; i < chunk.count(); i++) {
                if (chunk.deliverMillis(i) > nowMillis || due.size() == timersMax) {
                    return due;
                }
                if (!skipped.test(chunk.position(i))) {
                    due.add(chunk.timer(i));
                }
            }
        }
        return due;
    }

    /** Replica loop. */
    public boolean isPending(PendingTimer timer) {
        int c = chunkFor(timer.deliverMillis(), timer.position());
        if (c == chunks.size()) {
            return false;
        }
        int at = chunks.get(c).find(timer.deliverMillis(), timer.position());
        return chunks.get(c).isAt(at, timer.deliverMillis(), timer.position());
    }

    private PendingTimer find(long deliverMillis, long mark) {
        for (int c = chunkFor(deliverMillis, Long.MIN_VALUE); c < chunks.size(); c++) {
            TimerChunk chunk = chunks.get(c);
            for (int i = chunk.find(deliverMillis, Long.MIN_VALUE); i < chunk.count(); i++) {
                if (chunk.deliverMillis(i) != deliverMillis) {
                    return null;
                }
                if (chunk.mark(i) == mark) {
                    return chunk.timer(i);
                }
            }
        }
        return null;
    }

    /** False if there is one at this time and position already. */
    boolean add(PendingTimer timer) {
        long deliverMillis = timer.deliverMillis();
        long position = timer.position();
        int c = chunkFor(deliverMillis, position);
        int at = c == chunks.size() ? 0 : chunks.get(c).find(deliverMillis, position);
        if (c < chunks.size() && chunks.get(c).isAt(at, deliverMillis, position)) {
            return false;
        }
        // Where timers come in order, of one level say, they fill one chunk after the other: between two chunks the one
        // before takes it, and amid a full one that is split there.
        if (at == 0 && c > 0 && !chunks.get(c - 1).isFull()) {
            c--;
            at = chunks.get(c).count();
        } else if (c == chunks.size() || (at == 0 && chunks.get(c).isFull())) {
            chunks.add(c, new TimerChunk());
            at = 0;
        } else if (chunks.get(c).isFull()) {
            chunks.add(c + 1, chunks.get(c).splitAt(at));
        }
        chunks.get(c).insert(at, deliverMillis, position, timer.mark());
        positions.add(position);
        counted(timer, 1);
        return true;
    }

    /** Takes a timer out; does nothing if it is not there. */
    void remove(long deliverMillis, long position) {
        int c = chunkFor(deliverMillis, position);
        int at = c == chunks.size() ? 0 : chunks.get(c).find(deliverMillis, position);
        if (c == chunks.size() || !chunks.get(c).isAt(at, deliverMillis, position)) {
            noteUnknown();
            return;
        }
        TimerChunk chunk = chunks.get(c);
        PendingTimer timer = chunk.timer(at);
        chunk.remove(at);
        if (chunk.count() == 0) {
            chunks.remove(c);
        }
        positions.remove(position);
        counted(timer, -1);
    }

    /** Takes out the message with this mark that is due at this time; does nothing if there is none. */
    void recall(long deliverMillis, long mark) {
        PendingTimer timer = find(deliverMillis, mark);
        if (timer == null) {
            noteUnknown();
        } else {
            remove(deliverMillis, timer.position());
        }
    }

    /** The first chunk with a timer at or after this time and position; the number of chunks if there is none. */
    private int chunkFor(long deliverMillis, long position) {
        int from = 0;
        int to = chunks.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            TimerChunk chunk = chunks.get(middle);
            if (chunk.isBefore(chunk.count() - 1, deliverMillis, position)) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the replica loop alone writes
    private void counted(PendingTimer timer, int change) {
        count += change;
        if (timer.level() > 0 && timer.level() <= LEVELS_MAX) {
            countByLevel.addAndGet(timer.level(), change);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the replica loop alone writes
    private void noteUnknown() {
        unknownCount++;
    }

    @Override
    public void messageApplied(MessageRecordView message, int sizeBytes, AppliedAt at) {
        PendingTimer.of(message).ifPresent(this::add);
    }

    @Override
    public long oldestPosition() {
        return positions.oldest();
    }

    @Override
    public int snapshotKind() {
        return SNAPSHOT_KIND;
    }

    /** Rows of equally many, wherever the chunks end: that depends on the order in which they came. */
    @Override
    public void rows(Consumer<byte[]> sink) {
        List<PendingTimer> row = new ArrayList<>(Math.min(count, ROW_TIMERS_MAX));
        for (TimerChunk chunk : chunks) {
            for (int i = 0; i < chunk.count(); i++) {
                row.add(chunk.timer(i));
                if (row.size() == ROW_TIMERS_MAX) {
                    sink.accept(TimerBytes.encode(row));
                    row.clear();
                }
            }
        }
        if (!row.isEmpty()) {
            sink.accept(TimerBytes.encode(row));
        }
    }

    @Override
    public void restore(byte[] row) {
        for (PendingTimer timer : TimerBytes.decode(row)) {
            if (!add(timer)) {
                throw new IllegalArgumentException("there are two timers at position " + timer.position());
            }
        }
    }
}
