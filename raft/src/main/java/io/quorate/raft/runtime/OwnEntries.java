package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import io.quorate.raft.RaftNode;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogStore;
import io.quorate.raft.membership.Membership;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The entries a leader makes itself: appends them to its log, in front of them what fills a segment's rest. */
final class OwnEntries {
    private static final Logger LOG = LoggerFactory.getLogger(OwnEntries.class);

    private final NodeId self;
    private final RaftNode node;
    private final LogStore log;
    private final LogTime time;
    private final PendingProposals pending;
    private final PendingChanges changes;

    OwnEntries(
            NodeId self, RaftNode node, LogStore log, LogTime time, PendingProposals pending, PendingChanges changes) {
        this.self = self;
        this.node = node;
        this.log = log;
        this.time = time;
        this.pending = pending;
        this.changes = changes;
    }

    EntryMeta appendNoop() {
        ByteBuffer entry = ByteBuffer.allocate(log.entryHeaderBytes());
        fillSegmentBefore(entry.limit());
        EntryMeta meta = log.append(EntryKind.NOOP, node.term(), timestamp(), 0, entry);
        node.appended(meta);
        return meta;
    }

    void appendConfiguration(Membership wanted) {
        ByteBuffer entry = Configurations.entryOf(wanted, log.entryHeaderBytes());
        fillSegmentBefore(entry.limit());
        EntryMeta meta = log.append(EntryKind.CONFIGURATION, node.term(), timestamp(), 1, entry);
        LOG.info(
                "node={} term={} index={} changes the group: voters={} learners={}",
                self,
                node.term(),
                meta.index(),
                wanted.voters(),
                wanted.learners());
        changes.appended(meta, wanted);
        node.appendedConfiguration(meta);
    }

    void append(ProposalPack pack) {
        int lengthBytes = log.entryHeaderBytes() + pack.lengthBytes();
        fillSegmentBefore(lengthBytes);
        long timestamp = timestamp();
        ByteBuffer entry = pack.write(log.entryHeaderBytes(), log.endPosition(), timestamp);
        EntryMeta meta = log.append(EntryKind.RECORDS, node.term(), timestamp, pack.recordCount(), entry);
        pending.add(meta, pack.proposals(), lengthBytes);
        node.appended(meta);
    }

    private void fillSegmentBefore(int lengthBytes) {
        int fillerBytes = log.fillerBytesBefore(lengthBytes);
        if (fillerBytes > 0) {
            node.appended(log.append(EntryKind.FILLER, node.term(), timestamp(), 0, ByteBuffer.allocate(fillerBytes)));
        }
    }

    private long timestamp() {
        time.entryOf(log.lastTimestampMillis());
        long millis = time.millis();
        time.entryOf(millis); // also if the clock goes back before the next
        return millis;
    }
}
