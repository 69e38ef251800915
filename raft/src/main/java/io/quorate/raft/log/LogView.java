package io.quorate.raft.log;

/**
 * What the consensus core may ask about the log: numbers, never payload. Replica loop only; answers at once from
 * memory.
 *
 * <p>Invariant: entries {@code firstIndex() .. lastIndex()} are there, dense, their terms never decreasing, each starting
 * at the position where the one before ends.
 */
public interface LogView {
    /** Index of the oldest kept entry; 1 for a log of which nothing was removed, also when empty. */
    long firstIndex();

    /** Index of the newest appended entry, flushed or not; {@code firstIndex() - 1} when empty. */
    long lastIndex();

    /** Term of the newest entry; that of {@code firstIndex() - 1} when empty (0 at the very beginning). */
    default long lastTerm() {
        return termAt(lastIndex());
    }

    /**
     * Term of the entry at {@code index}. Also answers for {@code firstIndex() - 1}, kept so that the first entry can be
     * matched; 0 for index 0.
     */
    long termAt(long index);

    /** The entry at {@code index}, which must lie in {@code firstIndex() .. lastIndex()}. */
    EntryMeta entryAt(long index);

    /** Position at which the next entry will start. */
    long endPosition();

    /** The newest kept CONFIGURATION entry at or before {@code index}, 0 if none: the base's membership holds then. */
    long configurationIndexUpTo(long index);
}
