package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.membership.Membership;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps away the votes and acknowledgements of a node whose disk is not the one the group knows: it has lost what it promised
 * on that one. Requests pass, since a node that is a member of a newer configuration than ours may lead us, and only by
 * hearing it we learn of that configuration; nothing is counted when they are answered. Replica loop only.
 */
final class DiskCheck {
    private static final Logger LOG = LoggerFactory.getLogger(DiskCheck.class);
    private static final int COMPLAINTS_MAX = 100; // one a disk; then no more, rather than a growing memory

    private final NodeId self;
    private final Set<Long> complained = new HashSet<>(); // storage ids

    DiskCheck(NodeId self) {
        this.self = self;
    }

    boolean admits(Membership membership, RaftMessage message, long storageId) {
        boolean counts = switch (message.kind()) {
            case PRE_VOTE_REPLY, VOTE_REPLY, APPEND_REPLY, REPAIR_REQUEST -> true;
            case PRE_VOTE_REQUEST,
                    VOTE_REQUEST,
                    APPEND_REQUEST,
                    TIMEOUT_NOW,
                    READ_INDEX_REQUEST,
                    READ_INDEX_REPLY,
                    SNAPSHOT_OFFER,
                    SNAPSHOT_FETCH,
                    SNAPSHOT_CHUNK,
                    ENTRY_FETCH,
                    ENTRY_CHUNK,
                    REPAIR_REPLY -> false;
        };
        if (!counts || !membership.disowns(message.from(), storageId)) {
            return true;
        }
        if (complained.size() < COMPLAINTS_MAX && complained.add(storageId)) {
            LOG.warn(
                    "node={} does not count peer={}: it is on another disk than the group knows, and remembers none of its"
                            + " promises; let it come back with: quorate member replace --node {}",
                    self,
                    message.from(),
                    message.from());
        }
        return false;
    }
}
