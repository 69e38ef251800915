package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import io.quorate.raft.log.EntryMeta;
import java.util.Optional;

/** What became of a proposal. */
public sealed interface ProposeOutcome {
    /** Final: on disk at a majority, and applied here. */
    record Committed(EntryMeta entry) implements ProposeOutcome {}

    /** Final: it was not appended, or what was appended is certain never to commit. The hint names the leader, if known. */
    record NotLeader(Optional<NodeId> hint) implements ProposeOutcome {}

    /** Final: refused, since too much is already waiting. */
    record Overloaded(long pendingBytes, long pendingBytesMax) implements ProposeOutcome {}

    /** Maybe: it was appended and leadership was lost before the commit was seen. It may still commit, here or not. */
    record Unknown(EntryMeta appendedAs) implements ProposeOutcome {}
}
