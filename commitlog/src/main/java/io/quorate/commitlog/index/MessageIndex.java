package io.quorate.commitlog.index;

import io.quorate.raft.log.LogBase;
import java.util.Arrays;

/**
 * Where the messages of a log are, segment by segment. Written by the replica loop; any thread reads.
 *
 * <p>Memory: for segments whose index files are not written yet 20 bytes a message and 8 bytes a key, see {@link
 * SegmentMessages}: with records of 1 KiB and two keys some 36 MiB for a segment of 1 GiB, and that of the segment being
 * filled plus the one being sealed. For sealed segments nothing but the open files.
 */
public final class MessageIndex {
    /** Hears of messages that may have a key. */
    @FunctionalInterface
    public interface Candidates {
        /**
         * Takes a candidate.
         *
         * @param position of a record whose key has the hash asked for
         * @return whether another one is wanted
         */
        boolean offer(long position);
    }

    /** Time of a message that is not there. */
    public static final long NO_TIME = SegmentMessages.NO_TIME;

    private final IndexPlace place;

    private volatile SegmentIndex[] segments = {}; // ascending; replaced, never changed
    private volatile long basePosition;

    private SegmentIndex current; // replica loop only; the one messages come to, or null

    /** Of a log that begins here, with nothing in it yet. */
    public MessageIndex(IndexPlace place, long basePosition) {
        this.place = place;
        this.basePosition = basePosition;
    }

    /**
     * Of a log that begins at {@code base} and of which the segments up to {@code applied} are known from an earlier life,
     * by their files. May block while files are opened.
     */
    public static MessageIndex open(IndexPlace place, LogBase base, LogBase applied) {
        MessageIndex index = new MessageIndex(place, base.position());
        for (long start = base.position(); start < applied.position(); start += place.segmentBytes()) {
            long end = start + place.segmentBytes();
            long fingerprint = end == applied.position()
                    ? applied.fingerprint()
                    : place.reader().fingerprintBefore(end);
            index.add(SegmentIndex.open(place, new SealedSegment(start, place.segmentBytes(), fingerprint)));
        }
        return index;
    }

    private void add(SegmentIndex segment) {
        SegmentIndex[] more = Arrays.copyOf(segments, segments.length + 1);
        more[more.length - 1] = segment;
        segments = more;
    }

    /** The log begins here: of what lies before nothing is told. */
    long basePosition() {
        return basePosition;
    }

    /** The segment of this position, to which a message is to be added. Replica loop only. */
    SegmentIndex segmentAt(long position) {
        long startPosition = position - position % place.segmentBytes();
        if (current == null || current.startPosition() != startPosition) {
            current = SegmentIndex.empty(place, startPosition);
            add(current);
        }
        return current;
    }

    /** The messages of a deleted topic's queue leave the segment being filled. Replica loop only. */
    void drop(QueueName queue) {
        if (current != null) {
            current.messages().drop(queue);
        }
    }

    /** The message at this position can be found by a key of this hash. Replica loop only, after the message was added. */
    public void key(int hash, long position) {
        SegmentIndex segment = segmentAt(position);
        segment.messages().key(hash, (int) (position - segment.startPosition()));
    }

    /** The last entry of the segment was applied. Replica loop only. */
    public void segmentEnded(SealedSegment segment) {
        SegmentIndex ended = segmentAt(segment.startPosition());
        current = null;
        ended.seal(segment);
        for (SegmentIndex other : segments) {
            other.makeIfMissing(); // what failed before, for lack of space say
        }
    }

    /** The log lets go of what stands before this position. Replica loop only. */
    public void releaseBefore(long position) {
        basePosition = position;
        SegmentIndex[] all = segments;
        int count = 0;
        while (count < all.length && all[count].endPosition() <= position) {
            count++;
        }
        segments = Arrays.copyOfRange(all, count, all.length);
        for (int i = 0; i < count; i++) {
            all[i].release();
        }
    }

    /** Nobody asks any more. Readers that are at it finish. */
    public void close() {
        for (SegmentIndex segment : segments) {
            segment.close();
        }
    }

    /** The index files of this segment are not to be trusted: they are made again. Any thread; ignored for other positions. */
    public void remake(long startPosition) {
        for (SegmentIndex segment : segments) {
            if (segment.startPosition() == startPosition) {
                segment.remake();
            }
        }
    }

    /**
     * Offers the messages that may have a key of this hash and were stored in this time, both ends included, the newest
     * first. Others may be offered, too: hashes collide, and time is compared roughly.
     *
     * @throws MissingIndexException if a segment's index is being made
     */
    public void search(int hash, long beginMillis, long endMillis, Candidates candidates) {
        SegmentIndex[] all = segments;
        for (int i = all.length - 1; i >= 0; i--) {
            SegmentIndex segment = all[i];
            long firstMillis = segment.firstMillis();
            if (firstMillis == NO_TIME || firstMillis > endMillis) {
                continue;
            }
            if (segment.lastMillis() < beginMillis || !offer(segment, hash, beginMillis, endMillis, candidates)) {
                return; // times never decrease along the log
            }
        }
    }

    private static boolean offer(
            SegmentIndex segment, int hash, long beginMillis, long endMillis, Candidates candidates) {
        int[] offsets = segment.withKey(hash, beginMillis, endMillis);
        for (int i = offsets.length - 1; i >= 0; i--) {
            boolean again = i + 1 < offsets.length && offsets[i] == offsets[i + 1]; // the same key twice in one message
            if (!again && !candidates.offer(segment.startPosition() + offsets[i])) {
                return false;
            }
        }
        return true;
    }

    /** When the oldest message that the log keeps was stored, {@link #NO_TIME} if it has none. */
    public long earliestMillis() {
        for (SegmentIndex segment : segments) {
            long first = segment.firstMillis();
            if (first != NO_TIME) {
                return first;
            }
        }
        return NO_TIME;
    }

    /** Segments that are told of, oldest first. */
    SegmentIndex[] segments() {
        return segments;
    }
}
