package io.quorate.raft;

import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogBase;
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
    private long baseIndex; // entries up to here are only remembered for those who check; the core must not ask

    @Override
    public long firstIndex() {
        return baseIndex + 1;
    }

    /** The log as the core may see it: asking for what was removed fails. */
    LogView kept() {
        return new LogView() {
            @Override
            public long firstIndex() {
                return MemoryLog.this.firstIndex();
            }

            @Override
            public long lastIndex() {
                return MemoryLog.this.lastIndex();
            }

            @Override
            public long termAt(long index) {
                Invariants.check(index >= baseIndex, "an entry asked for is kept", index, baseIndex);
                return MemoryLog.this.termAt(index);
            }

            @Override
            public EntryMeta entryAt(long index) {
                Invariants.check(index > baseIndex, "an entry asked for is kept", index, baseIndex);
                return MemoryLog.this.entryAt(index);
            }

            @Override
            public long endPosition() {
                return MemoryLog.this.endPosition();
            }

            @Override
            public long configurationIndexUpTo(long index) {
                return MemoryLog.this.configurationIndexUpTo(index);
            }
        };
    }

    void releaseUpTo(long index) {
        baseIndex = index;
    }

    LogBase base() {
        return baseIndex == 0
                ? LogBase.EMPTY
                : new LogBase(baseIndex, termAt(baseIndex), baseIndex * ENTRY_BYTES, 0, 0);
    }

    /** As after a snapshot of another one's log: empty behind {@code index}. */
    void startAt(long index, MemoryLog other) {
        terms.clear();
        terms.addAll(other.terms.subList(0, (int) index));
        configurations.clear();
        configurations.putAll(other.configurations.headMap(index, true));
        flushedIndex = index;
        baseIndex = index;
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
        for (int index = (int) baseIndex + 1; index <= terms.size(); index++) {
            indexes.add(index);
        }
        String removed = baseIndex == 0 ? "" : "(" + termAt(baseIndex) + "/" + baseIndex + ")";
        return removed
                + indexes.stream().map(index -> termAt(index) + "/" + index).collect(Collectors.joining(","));
    }
}
