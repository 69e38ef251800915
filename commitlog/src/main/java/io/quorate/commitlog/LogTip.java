package io.quorate.commitlog;

import io.quorate.raft.log.LogBase;

/**
 * The end of a log, and all that its next entry must fit.
 *
 * @param index of the newest entry, 0 when empty
 * @param term its term, 0 when empty
 * @param position where the next entry starts
 * @param timestampMillis in the newest entry's header, 0 when empty
 * @param fingerprint of all entries so far
 */
record LogTip(long index, long term, long position, long timestampMillis, long fingerprint) {
    static final LogTip EMPTY = new LogTip(0, 0, 0, 0, EntryFormat.FINGERPRINT_OF_NOTHING);

    /** The tip of a log that is empty after this base. */
    static LogTip at(LogBase base) {
        return base.index() == 0
                ? EMPTY
                : new LogTip(base.index(), base.term(), base.position(), base.timestampMillis(), base.fingerprint());
    }

    /** The base of a log that goes on from here. */
    LogBase asBase() {
        return index == 0 ? LogBase.EMPTY : new LogBase(index, term, position, timestampMillis, fingerprint);
    }
}
