package io.quorate.simulation.explore;

import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogView;

/** A log without bytes: the terms of its entries, each one byte long. Packed into a long, so small logs only. */
final class TermLog implements LogView {
    private long terms; // four bits an entry, the first entry lowest; 0 ends it

    TermLog(long terms) {
        this.terms = terms;
    }

    static int length(long terms) {
        return (Long.SIZE - Long.numberOfLeadingZeros(terms) + 3) / 4;
    }

    /** Term of entry {@code index}; 0 if there is none. */
    static int term(long terms, int index) {
        return index == 0 ? 0 : (int) (terms >>> (4 * (index - 1))) & 15;
    }

    static long prefix(long terms, int length) {
        return length >= 16 ? terms : terms & ((1L << (4 * length)) - 1);
    }

    /** How far two logs agree. */
    static int common(long a, long b) {
        int at = 1;
        while (term(a, at) != 0 && term(a, at) == term(b, at)) {
            at++;
        }
        return at - 1;
    }

    static String text(long terms) {
        StringBuilder text = new StringBuilder();
        for (int index = 1; index <= length(terms); index++) {
            text.append(index == 1 ? "" : ",")
                    .append(term(terms, index))
                    .append('/')
                    .append(index);
        }
        return text.length() == 0 ? "-" : text.toString();
    }

    long terms() {
        return terms;
    }

    EntryMeta append(long term) {
        int index = length(terms) + 1;
        if (index > 15 || term > 15) {
            throw new IllegalArgumentException("entry " + term + "/" + index + " is beyond any small scope");
        }
        terms |= term << (4 * (index - 1));
        return entryAt(index);
    }

    void truncateFrom(long index) {
        terms = prefix(terms, (int) index - 1);
    }

    @Override
    public long firstIndex() {
        return 1;
    }

    @Override
    public long lastIndex() {
        return length(terms);
    }

    @Override
    public long termAt(long index) {
        return term(terms, (int) index);
    }

    @Override
    public EntryMeta entryAt(long index) {
        return new EntryMeta(index, termAt(index), index - 1, 1);
    }

    @Override
    public long configurationIndexUpTo(long index) {
        return 0; // memberships do not change here
    }

    @Override
    public long endPosition() {
        return lastIndex();
    }
}
