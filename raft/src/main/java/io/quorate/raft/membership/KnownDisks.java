package io.quorate.raft.membership;

import io.quorate.raft.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which disk each other node is on now, as far as one can know: what was said on a broken connection may be read after what was
 * said on the next one. An answer to a question asked after all doubts arose is sure to be newer than they.
 */
final class KnownDisks {
    private static final class Known {
        long current; // 0: not known
        long doubtedAt; // answers to what was asked before count as hearsay
        final Set<Long> seen = new HashSet<>(); // since current was known; one only: no doubt
    }

    private final Map<NodeId, Known> nodes = new HashMap<>();
    private long clock; // counts doubts

    long ticket() {
        return clock;
    }

    /** A node said so, who knows when. */
    void heard(NodeId node, long disk) {
        Known known = nodes.computeIfAbsent(node, any -> new Known());
        if (known.current != disk && known.seen.add(disk)) {
            known.current = 0;
            known.doubtedAt = ++clock;
        }
    }

    /** A node said so when it was asked after this ticket was taken. */
    void answered(NodeId node, long disk, long ticket) {
        Known known = nodes.computeIfAbsent(node, any -> new Known());
        if (ticket < known.doubtedAt) {
            heard(node, disk);
        } else {
            known.current = disk;
            known.seen.clear();
            known.seen.add(disk);
        }
    }

    /** Whether nothing speaks against the node being on this disk. */
    boolean agree(NodeId node, long disk) {
        Known known = nodes.get(node);
        return known == null || (known.current != 0 ? known.current == disk : known.seen.equals(Set.of(disk)));
    }
}
