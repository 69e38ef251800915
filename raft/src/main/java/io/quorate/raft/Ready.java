package io.quorate.raft;

import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.membership.Membership;
import java.util.List;
import java.util.Optional;

/**
 * What the caller owes the core, in this order. About the disk the core promises nothing to anybody until it hears
 * {@link RaftNode#flushed}.
 *
 * @param hardState 1. term and vote, to be flushed before any message of this or a later Ready leaves
 * @param truncateFrom 2. remove the entries from this index on; 0 for none
 * @param appends 3. entries of the request just stepped, to be appended before the next input. Replies about them appear
 *     only after they were flushed
 * @param messages 4. may leave once 1 is done
 * @param committedIndex 5. apply up to here, in order, then call {@link RaftNode#applied}
 * @param noopWanted 6. this replica has just been elected: append a NOOP of its term before any other entry
 * @param configurationWanted 7. append a CONFIGURATION entry with this membership, after a FILLER if need be, and call {@link
 *     RaftNode#appendedConfiguration} in place of {@link RaftNode#appended}
 * @param snapshotWanted 8. the leader no longer has the entries this replica lacks: fetch its snapshot, then call {@link
 *     RaftNode#installed}. Said again with every offer
 * @param reads 9. answers to {@link RaftNode#readIndex}; a confirmed one may be read when its index is applied
 */
public record Ready(
        Optional<HardState> hardState,
        long truncateFrom,
        List<EntryMeta> appends,
        List<RaftMessage> messages,
        long committedIndex,
        boolean noopWanted,
        Optional<Membership> configurationWanted,
        Optional<RaftMessage.SnapshotOffer> snapshotWanted,
        List<ReadAnswer> reads) {}
