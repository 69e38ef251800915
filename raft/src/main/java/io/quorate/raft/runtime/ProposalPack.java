package io.quorate.raft.runtime;

import io.quorate.raft.Invariants;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Proposals that share an entry, and with it one checksum, one message to each peer and one flush.
 *
 * @param lengthBytes of all their records
 */
record ProposalPack(List<Proposal> proposals, int lengthBytes) {
    boolean isEmpty() {
        return proposals.isEmpty();
    }

    int recordCount() {
        int count = 0;
        for (Proposal proposal : proposals) {
            count += proposal.recordCount();
        }
        return count;
    }

    /**
     * The entry they make, ready but for its header. This is where their records get their places: it is appended next.
     *
     * @param position of the entry in the log
     * @param timestampMillis of the entry
     */
    ByteBuffer write(int headerBytes, long position, long timestampMillis) {
        ByteBuffer entry = ByteBuffer.allocate(headerBytes + lengthBytes).position(headerBytes);
        for (Proposal proposal : proposals) {
            int before = entry.position();
            proposal.writeTo(entry, position + before, timestampMillis);
            Invariants.check(
                    entry.position() - before == proposal.lengthBytes(),
                    "a proposal writes what it said",
                    entry.position() - before,
                    proposal.lengthBytes());
        }
        return entry.rewind();
    }
}
