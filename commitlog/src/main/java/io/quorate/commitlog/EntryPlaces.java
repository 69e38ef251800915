package io.quorate.commitlog;

import io.quorate.commitlog.index.DamagedIndexException;

/** Where the entries of one segment start. Replica loop only. */
interface EntryPlaces {
    long startPosition();

    /** Index of the first one; there is one. */
    long firstIndex();

    /**
     * Where the entry starts.
     *
     * @param index one of this segment's
     */
    long positionOf(long index) throws DamagedIndexException;
}
