package io.quorate.raft.runtime;

import io.quorate.raft.Invariants;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.log.CorruptEntryException;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogStore;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Gives other replicas entries of this log, after looking at them: bytes that are not sound never leave. Replica loop only;
 * reading an old entry may wait for its page. A peer has one request open at a time, so nothing is queued here.
 */
final class EntryServing {
    private final LogStore log;
    private final int chunkBytes;
    private final LongConsumer suspects;

    /** @param suspects hears the index of an entry that is not sound here */
    EntryServing(LogStore log, int chunkBytes, LongConsumer suspects) {
        this.log = log;
        this.chunkBytes = chunkBytes;
        this.suspects = suspects;
    }

    /**
     * What to answer.
     *
     * @param settledIndex committed and flushed up to here: what comes later may not be the group's for ever
     */
    List<ByteBuffer> entriesFor(RaftMessage.EntryFetch fetch, long settledIndex) {
        long index = fetch.index();
        if (index < log.firstIndex() || index > settledIndex) {
            return List.of();
        }
        LogStore.Range range = log.readRange(index, chunkBytes);
        boolean serves = range.lastIndex() <= settledIndex && isSound(range);
        if (!serves && range.lastIndex() > index) {
            range = log.readRange(index, 1); // what is wrong may only be with those behind it
            serves = isSound(range);
        }
        return serves ? range.buffers() : List.of();
    }

    /**
     * What an append request with these entries is to carry. What lies on the disk for long may have changed there. The follower
     * would find that out, too, and ask again and again; so such a request is lost here, as messages may be, and the entry mended
     * first.
     *
     * @return empty if the bytes are not sound
     */
    Optional<List<ByteBuffer>> bytesOf(List<EntryMeta> entries, long settledIndex) {
        EntryMeta first = entries.get(0);
        EntryMeta last = entries.get(entries.size() - 1);
        LogStore.Range range = log.readRange(first.index(), Math.toIntExact(last.endPosition() - first.position()));
        Invariants.check(
                range.lastIndex() == last.index(),
                "the range is what the core asked for",
                range.lastIndex(),
                last.index());
        boolean old =
                first.index() <= settledIndex && first.position() < log.segmentStart(log.endPositionOf(settledIndex));
        return !old || isSound(range) ? Optional.of(range.buffers()) : Optional.empty();
    }

    /** Whether the bytes of this entry are what the log says they are. */
    boolean isSound(EntryMeta entry) {
        try {
            if (log.parse(log.read(entry.index())).equals(List.of(entry))) {
                return true;
            }
        } catch (CorruptEntryException damaged) {
            // As bad as another entry in its place.
        }
        suspects.accept(entry.index());
        return false;
    }

    /** Whether all of these entries may be sent. */
    boolean isSound(LogStore.Range range) {
        long index = range.firstIndex();
        for (ByteBuffer piece : range.buffers()) {
            try {
                index += log.parse(piece).size();
            } catch (CorruptEntryException damaged) {
                suspects.accept(firstUnsound(index, range.lastIndex()));
                return false;
            }
        }
        return index == range.lastIndex() + 1;
    }

    private long firstUnsound(long firstIndex, long lastIndex) {
        for (long index = firstIndex; index < lastIndex; index++) {
            if (!isSound(log.entryAt(index))) {
                return index;
            }
        }
        return lastIndex;
    }
}
