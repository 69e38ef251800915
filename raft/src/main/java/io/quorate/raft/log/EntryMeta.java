package io.quorate.raft.log;

import io.quorate.raft.Invariants;

/**
 * What Raft knows of an entry: never its payload.
 *
 * @param index number of the entry, from 1, dense
 * @param term term of the leader that made it
 * @param position byte position of its header in the log, equal on all replicas
 * @param lengthBytes whole entry, header included
 */
public record EntryMeta(long index, long term, long position, int lengthBytes) {
    public EntryMeta {
        Invariants.check(index > 0, "an entry's index starts at 1", index, term);
        Invariants.check(term > 0, "an entry's term starts at 1", index, term);
        Invariants.check(position >= 0 && lengthBytes > 0, "an entry has bytes somewhere", position, lengthBytes);
    }

    /** Position of the first byte after this entry: where the next one starts. */
    public long endPosition() {
        return position + lengthBytes;
    }
}
