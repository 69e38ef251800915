package io.quorate.raft.runtime;

import io.quorate.raft.Invariants;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.log.CorruptEntryException;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogStore;
import java.nio.ByteBuffer;
import java.util.List;

/** The entries of the append request being stepped: their bytes, while the core decides which of them to take. */
final class ReceivedEntries {
    private final LogStore log;
    private ByteBuffer bytes = ByteBuffer.allocate(0);

    ReceivedEntries(LogStore log) {
        this.log = log;
    }

    /**
     * The request with what its entries are, for the core.
     *
     * @param body bytes of the entries; kept until the next request
     * @throws CorruptEntryException if they are not the entries the request tells of
     */
    RaftMessage.AppendRequest read(RaftMessage.AppendRequest request, ByteBuffer body) throws CorruptEntryException {
        List<EntryMeta> entries = log.parse(body);
        if (entries.get(0).index() != request.prevIndex() + 1) {
            throw new CorruptEntryException(
                    "entries start at " + entries.get(0).index() + " after " + request.prevIndex());
        }
        bytes = body;
        return new RaftMessage.AppendRequest(
                request.from(),
                request.to(),
                request.term(),
                request.prevIndex(),
                request.prevTerm(),
                entries,
                request.committedIndex(),
                request.round(),
                Configurations.among(entries, body, log));
    }

    /** Appends those that the core accepted: a suffix of the request's. */
    void append(List<EntryMeta> accepted) {
        if (accepted.isEmpty()) {
            return;
        }
        int lengthBytes = Math.toIntExact(accepted.get(accepted.size() - 1).endPosition()
                - accepted.get(0).position());
        int offset = bytes.limit() - lengthBytes; // they end where the request's bytes end
        for (EntryMeta entry : accepted) {
            try {
                log.appendReceived(entry, bytes.slice(offset, entry.lengthBytes()));
            } catch (CorruptEntryException differs) {
                // Index and term agree, the bytes before do not: log matching (Raft §5.3) is broken.
                throw Invariants.unreachable(differs.getMessage());
            }
            offset += entry.lengthBytes();
        }
    }
}
