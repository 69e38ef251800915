package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.snapshot.SnapshotMeta;
import io.quorate.raft.snapshot.SnapshotStore;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers replicas that fetch snapshots, piece by piece and not faster than so many bytes a tick. Each has one request open
 * at a time; a newer one takes the place of the one before. Replica loop only, but for what its steps run.
 */
final class SnapshotSending {
    private static final class Transfer {
        private RaftMessage.SnapshotFetch asked; // null: answered
        private int idleTicks;
    }

    private final SnapshotConfig config;
    private final SnapshotStore store;
    private final ReplicaWorld world;
    private final Map<NodeId, Transfer> transfers = new LinkedHashMap<>(); // whose turn it is, first
    private long allowanceBytes; // may fall below 0 by what one piece is longer than was left

    SnapshotSending(SnapshotConfig config, SnapshotStore store, ReplicaWorld world) {
        this.config = config;
        this.store = store;
        this.world = world;
    }

    void tick() {
        allowanceBytes = Math.min(allowanceBytes + config.sendBytesPerTick(), config.sendBytesPerTick());
        transfers.values().removeIf(transfer -> ++transfer.idleTicks > 2 * config.repeatTicks());
    }

    /** Over {@code transfersMax} it is dropped: the other side repeats it. */
    void fetch(RaftMessage.SnapshotFetch fetch) {
        Transfer transfer = transfers.get(fetch.from());
        if (transfer == null && transfers.size() < config.transfersMax()) {
            transfer = new Transfer();
            transfers.put(fetch.from(), transfer);
        }
        if (transfer != null) {
            transfer.asked = fetch;
            transfer.idleTicks = 0;
        }
    }

    /** What to do next on the disk, or null. */
    DiskStep nextStep(long term) {
        if (allowanceBytes <= 0) {
            return null;
        }
        for (Map.Entry<NodeId, Transfer> each : transfers.entrySet()) {
            RaftMessage.SnapshotFetch asked = each.getValue().asked;
            if (asked != null) {
                Transfer served = each.getValue();
                served.asked = null;
                transfers.remove(asked.from());
                transfers.put(asked.from(), served); // the others are next
                return new Reading(asked, store.keptAt(asked.index()), term);
            }
        }
        return null;
    }

    private final class Reading implements DiskStep {
        private final RaftMessage.SnapshotFetch asked;
        private final Optional<SnapshotMeta> meta;
        private final long term;
        private Optional<ByteBuffer> piece = Optional.empty();

        Reading(RaftMessage.SnapshotFetch asked, Optional<SnapshotMeta> meta, long term) {
            this.asked = asked;
            this.meta = meta;
            this.term = term;
        }

        @Override
        public void run() throws StorageFailure {
            if (meta.isPresent()) {
                piece = store.piece(meta.get(), asked.offset());
            }
        }

        @Override
        public void done() {
            // No such piece: the total of 0 tells that there is nothing to wait for.
            long totalBytes = piece.isPresent() ? meta.get().lengthBytes() : 0;
            long checksum = piece.isPresent() ? meta.get().checksum() : 0;
            piece.ifPresent(bytes -> allowanceBytes -= bytes.remaining());
            world.send(
                    new RaftMessage.SnapshotChunk(
                            asked.to(), asked.from(), term, asked.index(), asked.offset(), totalBytes, checksum),
                    piece.map(List::of).orElse(List.of()));
        }
    }
}
