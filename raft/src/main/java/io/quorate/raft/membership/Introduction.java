package io.quorate.raft.membership;

import io.quorate.raft.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * What a node says of itself and its disk when it meets another.
 *
 * @param storageId its disk
 * @param address "host:port" of its peer port
 * @param configured the nodes its configuration names, itself among them; sorted
 * @param record with whom its group was formed, if it knows
 */
public record Introduction(
        NodeId node,
        long storageId,
        String address,
        Standing standing,
        List<NodeId> configured,
        Optional<Membership> record) {
    /** What its disk remembers of a group. */
    public enum Standing {
        /** Nothing: an empty disk. */
        FRESH,
        /** A term and a vote, or a log, of a version of this program that knew no disks by their ids. */
        EARLIER,
        /** A log, but not yet with whom its group was formed: it was added later. */
        JOINED,
        /** Its group's formation. */
        FORMED
    }

    public Introduction {
        configured = configured.stream().sorted().toList();
    }

    /** The same node once its disk holds this record. */
    public Introduction formed(Membership formedWith) {
        return new Introduction(node, storageId, address, Standing.FORMED, configured, Optional.of(formedWith));
    }
}
