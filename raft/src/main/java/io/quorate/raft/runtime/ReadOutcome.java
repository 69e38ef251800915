package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import java.util.Optional;

/** What became of a wish to read the newest state. */
public sealed interface ReadOutcome {
    /** This replica has applied {@code index}, and with it all that was acknowledged anywhere when the read was asked for. */
    record Current(long index) implements ReadOutcome {}

    /** No leader answered. It may be tried again; the hint names the leader, if one is known by now. */
    record NoLeader(Optional<NodeId> hint) implements ReadOutcome {}

    /** Refused, since too many reads are waiting. */
    record Overloaded(int waiting) implements ReadOutcome {}
}
