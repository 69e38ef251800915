package io.quorate.commitlog.index;

import io.quorate.raft.log.CorruptEntryException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the messages of one segment are: in memory until its files are there, then in these. A segment that this life of
 * the process did not apply has only files; while they are missing or damaged and being made again, nothing can be told
 * ({@link MissingIndexException}).
 *
 * <p>Written by the replica loop while it is not sealed, then by the sealer. Any thread reads: a reader takes what is in
 * memory or what is in the files, which say the same.
 */
final class SegmentIndex {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentIndex.class);

    /** What is asked of the files. */
    private interface Question<T> {
        T ask(SealedFiles files) throws DamagedIndexException;
    }

    private final IndexPlace place;
    private final long startPosition;
    private final AtomicBoolean working = new AtomicBoolean(); // one at a time makes the files

    private volatile SegmentMessages messages; // set to null after files was set
    private volatile SealedFiles files;
    private volatile SealedSegment sealed; // null while messages may come
    private volatile boolean gone; // nobody is to ask any more
    private volatile boolean deleted; // because the log no longer has the segment
    private volatile boolean distrusted; // what is on the disk is to be written anew

    private SegmentIndex(IndexPlace place, long startPosition, SegmentMessages messages) {
        this.place = place;
        this.startPosition = startPosition;
        this.messages = messages;
    }

    /** Of a segment to which messages come. */
    static SegmentIndex empty(IndexPlace place, long startPosition) {
        return new SegmentIndex(place, startPosition, new SegmentMessages());
    }

    /** Of a segment sealed in an earlier life. What is missing is made by the sealer. */
    static SegmentIndex open(IndexPlace place, SealedSegment segment) {
        SegmentIndex index = new SegmentIndex(place, segment.startPosition(), null);
        index.sealed = segment;
        try {
            SealedFiles.open(place, segment).ifPresent(index::publish);
        } catch (IOException e) {
            LOG.warn("index not opened segment={} why={}", segment.startPosition(), e.toString());
        }
        index.makeIfMissing();
        return index;
    }

    long startPosition() {
        return startPosition;
    }

    long endPosition() {
        return startPosition + place.segmentBytes();
    }

    /** What is not in files; null for a sealed segment once they are there. */
    SegmentMessages messages() {
        return messages;
    }

    /** No more messages come. */
    void seal(SealedSegment segment) {
        sealed = segment;
        makeIfMissing();
    }

    /** Has the files made, if they are due and not there: for the first time, or again after it failed. */
    void makeIfMissing() {
        if (sealed != null && files == null && !gone && working.compareAndSet(false, true)) {
            place.sealer().execute(this::make);
        }
    }

    /** The files are not to be trusted, whoever found that out. */
    void remake() {
        withdraw(files);
        makeIfMissing();
    }

    private void make() {
        try {
            if (files == null && !gone) {
                publish(openOrWrite());
            }
            if (deleted) {
                SealedFiles.delete(place, sealed); // the log may have deleted what was there before these were
            }
        } catch (IOException | CorruptEntryException | IndexOutOfBoundsException e) {
            // From memory all can still be answered; else it is asked again with the next segment that ends.
            LOG.warn("index not made, tried again later segment={} why={}", startPosition, e.toString());
        } finally {
            working.set(false);
        }
    }

    private SealedFiles openOrWrite() throws IOException, CorruptEntryException {
        Optional<SealedFiles> there = distrusted ? Optional.empty() : SealedFiles.open(place, sealed);
        if (there.isPresent()) {
            return there.get();
        }
        SegmentMessages all = messages;
        if (all == null) {
            SegmentDraft draft = new SegmentDraft(startPosition);
            place.reader().read(sealed, draft);
            all = draft.messages();
            LOG.info("index made again segment={} messages={}", startPosition, all.messageCount());
        }
        SealedFiles.write(place, sealed, all);
        distrusted = false;
        return SealedFiles.open(place, sealed)
                .orElseThrow(() -> new IOException("what was written just now cannot be used"));
    }

    private synchronized void publish(SealedFiles made) {
        if (gone) {
            made.release();
        } else {
            files = made;
            messages = null;
        }
    }

    private synchronized void withdraw(SealedFiles bad) {
        if (bad != null && files == bad) {
            distrusted = true;
            files = null;
            bad.release();
        }
    }

    /** The log lets go of the segment. Readers that are at it finish. */
    void release() {
        deleted = true;
        close();
    }

    /** Nobody asks any more. Readers that are at it finish. */
    synchronized void close() {
        gone = true;
        if (files != null) {
            files.release();
        }
        files = null;
        messages = null;
    }

    boolean isGone() {
        return gone;
    }

    /** Queue offset of the queue's first message here, -1 if there is none. */
    long firstOffset(QueueName queue) {
        return ask(found -> {
            SealedQueues.Found there = found.queues().find(queue);
            return there == null ? -1 : there.firstOffset();
        });
    }

    /**
     * Copies units of the queue.
     *
     * @throws IndexOutOfBoundsException if they are gone: with the segment, or with the queue's topic
     */
    void copy(QueueName queue, long queueOffset, int count, int[] target) {
        SegmentMessages memory = messages;
        if (memory == null) {
            ask(found -> copy(found.queues(), queue, queueOffset, count, target));
            return;
        }
        QueueUnits units = memory.units(queue);
        if (units == null) {
            throw noLonger(queue);
        }
        units.copy((int) (queueOffset - units.firstOffset()), count, target);
    }

    private static Void copy(SealedQueues queues, QueueName queue, long queueOffset, int count, int[] target)
            throws DamagedIndexException {
        SealedQueues.Found there = queues.find(queue);
        if (there == null
                || queueOffset < there.firstOffset()
                || queueOffset + count > there.firstOffset() + there.count()) {
            throw noLonger(queue);
        }
        queues.copy(there.firstUnit() + (int) (queueOffset - there.firstOffset()), count, target);
        return null;
    }

    private static IndexOutOfBoundsException noLonger(QueueName queue) {
        return new IndexOutOfBoundsException(queue + " was deleted");
    }

    /** When the first message was stored, -1 without any. */
    long firstMillis() {
        SegmentMessages memory = messages;
        return memory != null
                ? memory.firstMillis()
                : ask(found -> found.times().firstMillis());
    }

    long lastMillis() {
        SegmentMessages memory = messages;
        return memory != null ? memory.lastMillis() : ask(found -> found.times().lastMillis());
    }

    /** Offsets of messages with a key of this hash, ascending; some of those outside of the time are left out. */
    int[] withKey(int hash, long beginMillis, long endMillis) {
        SegmentMessages memory = messages;
        if (memory != null) {
            KeyList keys = memory.keys();
            int count = keys.count();
            return IntStream.range(0, count)
                    .filter(i -> keys.hash(i) == hash)
                    .map(keys::offset)
                    .toArray();
        }
        return ask(found -> {
            int from = found.times().offsetBefore(beginMillis);
            int to = found.times().offsetAfter(endMillis);
            return Arrays.stream(found.keys().offsets(hash))
                    .filter(offset -> offset >= from && offset < to)
                    .toArray();
        });
    }

    private <T> T ask(Question<T> question) {
        SealedFiles now = files;
        if (now == null || !now.tryRetain()) {
            throw unknown();
        }
        try {
            return question.ask(now);
        } catch (DamagedIndexException damaged) {
            LOG.warn("index damaged, made again segment={} why={}", startPosition, damaged.getMessage());
            withdraw(now);
            makeIfMissing();
            throw unknown();
        } finally {
            now.release();
        }
    }

    private RuntimeException unknown() {
        return gone
                ? new IndexOutOfBoundsException("the segment at position " + startPosition + " is gone")
                : new MissingIndexException(startPosition);
    }
}
