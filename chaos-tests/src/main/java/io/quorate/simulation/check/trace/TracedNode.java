package io.quorate.simulation.check.trace;

import io.quorate.simulation.check.trace.NodeEvent.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One node as its events tell it, over all its lives. */
final class TracedNode {
    /** An entry's place in history: equal ones have equal logs before them. */
    record Entry(long term, long fingerprint) {}

    final String name;
    final Set<Long> storageIds = new HashSet<>(); // of all its boots
    final Map<Long, Long> reads = new HashMap<>(); // open ones by id: the group's commit when they began
    long storageId;
    long term;
    boolean leads;
    long persistedTerm;
    String persistedVote = "";
    long durable;
    long commit;
    long applied;
    boolean flushFailed;
    long durableAtFailure = Long.MAX_VALUE; // of the life before, while it limits what this one may count
    Set<Member> voters; // null until told: then the group's first ones
    long configurationIndex;
    private long base; // entries up to here are not kept
    private final List<Entry> log = new ArrayList<>(); // after base; null: there, but nothing known of it

    TracedNode(String name) {
        this.name = name;
    }

    long last() {
        return base + log.size();
    }

    /** null if it is not in the log, or not known. */
    Entry entryAt(long index) {
        return index > base && index <= last() ? log.get((int) (index - base - 1)) : null;
    }

    /** Also of an entry that is not known, for a life begins with what the one before left. */
    void append(long index, Entry entry) {
        truncate(index);
        pad(index - 1);
        log.add(entry);
    }

    void truncate(long fromIndex) {
        while (last() >= fromIndex && !log.isEmpty()) {
            log.remove(log.size() - 1);
        }
        durable = Math.min(durable, fromIndex - 1);
    }

    void pad(long upTo) {
        while (last() < upTo) {
            log.add(null);
        }
    }

    /** What a snapshot stands for goes; what follows stays if it follows. */
    void install(long index, boolean keepsTail) {
        if (keepsTail) {
            log.subList(0, (int) (index - base)).clear();
        } else {
            log.clear();
        }
        base = index;
    }
}
