package io.quorate.raft;

import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogView;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Membership;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A log without bytes: terms alone, each entry ten bytes long. What is beyond the flushed mark is lost in a crash. */
final class MemoryLog implements LogView {
    private static final int ENTRY_BYTES = 10;

    private final List<Long> terms = new ArrayList<>();
    private final TreeMap<Long, Membership> configurations = new TreeMap<>();
    private long flushedIndex;

    @Override
    public long firstIndex() {
        return 1;
    }

    @Override
    public long lastIndex() {
        return terms.size();
    }

    @Override
    public long termAt(long index) {
        return index == 0 ? 0 : terms.get((int) index - 1);
    }

    @Override
    public EntryMeta entryAt(long index) {
        return new EntryMeta(index, termAt(index), (index - 1) * ENTRY_BYTES, ENTRY_BYTES);
    }

    @Override
    public long endPosition() {
        return lastIndex() * ENTRY_BYTES;
    }

    @Override
    public long configurationIndexUpTo(long index) {
        Long found = configurations.floorKey(index);
        return found == null ? 0 : found;
    }

    EntryMeta append(long term) {
        terms.add(term);
        return entryAt(lastIndex());
    }

    EntryMeta append(long term, Membership configuration) {
        configurations.put(lastIndex() + 1, configuration);
        return append(term);
    }

    /** The CONFIGURATION entries in that range. */
    List<IndexedMembership> configurations(long first, long last) {
        return last < first
                ? List.of()
                : configurations.subMap(first, true, last, true).entrySet().stream()
                        .map(entry -> new IndexedMembership(entry.getKey(), entry.getValue()))
                        .toList();
    }

    void truncateFrom(long index) {
        configurations.tailMap(index, true).clear();
        while (lastIndex() >= index) {
            terms.remove(terms.size() - 1);
        }
        flushedIndex = Math.min(flushedIndex, index - 1);
    }

    EntryMeta flush() {
        flushedIndex = lastIndex();
        return flushedIndex == 0 ? null : entryAt(flushedIndex);
    }

    long flushedIndex() {
        return flushedIndex;
    }

    void loseUnflushed() {
        truncateFrom(flushedIndex + 1);
    }

    /** Flushed entries are gone, too. */
    void damageAfter(long index) {
        truncateFrom(index + 1);
    }

    /** As the scenario files write it: term/index of every entry. */
    String describe() {
        if (terms.isEmpty()) {
            return "-";
        }
        List<Integer> indexes = new ArrayList<>();
        for (int index = 1; index <= terms.size(); index++) {
            indexes.add(index);
        }
        return indexes.stream().map(index -> termAt(index) + "/" + index).collect(Collectors.joining(","));
    }
}
