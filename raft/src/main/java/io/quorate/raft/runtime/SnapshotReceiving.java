package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.snapshot.SnapshotDraft;
import io.quorate.raft.snapshot.SnapshotMeta;
import io.quorate.raft.snapshot.SnapshotStore;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the snapshot a leader offered, one piece at a time: asked for, received, written, then the next. What was written
 * stays while connections break and leaders change, as long as the same snapshot is offered. Replica loop only, but for what
 * its steps run.
 *
 * <pre>
 *   IDLE --offer--> ASKING --piece--> WRITING --more--> ASKING
 *                                        \--all of it--> CHECKING --sound--> ARRIVED --taken--> IDLE
 * </pre>
 */
final class SnapshotReceiving {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotReceiving.class);

    /** So many times the usual silence before a snapshot is asked for again that had found no space. */
    private static final int NO_SPACE_TIMEOUTS = 10;

    /** A snapshot that lies whole and checked on our disk. */
    record Arrived(SnapshotMeta meta, ByteBuffer state) {}

    private enum Phase {
        IDLE,
        ASKING,
        WRITING,
        CHECKING,
        ARRIVED
    }

    private final SnapshotConfig config;
    private final NodeId self;
    private final SnapshotStore store;
    private final ReplicaWorld world;

    private Phase phase = Phase.IDLE;
    private RaftMessage.SnapshotOffer offer; // null when IDLE
    private SnapshotDraft draft; // null until the first piece came
    private long totalBytes; // of the snapshot in the draft
    private long checksum;
    private long receivedBytes;
    private int silentTicks;
    private long refusedIndex; // 0: none was
    private DiskStep step; // null: nothing to do on the disk. Whoever is not this one any more has been overtaken
    private boolean stepRuns;
    private Arrived arrived; // null unless ARRIVED
    private final ArrayDeque<SnapshotDraft> givenUp = new ArrayDeque<>(); // to be removed; one a new beginning

    SnapshotReceiving(SnapshotConfig config, NodeId self, SnapshotStore store, ReplicaWorld world) {
        this.config = config;
        this.self = self;
        this.store = store;
        this.world = world;
    }

    /** The leader offers a snapshot that this replica needs. */
    void offered(RaftMessage.SnapshotOffer offered) {
        if (phase == Phase.CHECKING || phase == Phase.ARRIVED || offered.index() == refusedIndex) {
            return; // first what is here; and not again what our state machine cannot read
        }
        boolean same = offer != null && offer.index() == offered.index() && offer.indexTerm() == offered.indexTerm();
        if (same) {
            boolean otherLeader = !offer.from().equals(offered.from());
            offer = offered;
            if (otherLeader && phase == Phase.ASKING) {
                ask();
            }
            return;
        }
        LOG.info(
                "node={} term={} fetches the snapshot at index={} of leader={}: it lacks entries that left the log there",
                self,
                offered.term(),
                offered.index(),
                offered.from());
        restart(offered);
        ask();
    }

    /** Begins anew. A step under way still ends, finds that nobody waits for it, and gives up its draft itself. */
    private void restart(RaftMessage.SnapshotOffer next) {
        if (draft != null && !stepRuns) {
            givenUp.add(draft);
        }
        draft = null;
        step = null;
        stepRuns = false;
        arrived = null;
        receivedBytes = 0;
        offer = next;
        phase = next == null ? Phase.IDLE : Phase.ASKING;
    }

    /** The state machine did not take the snapshot at this index. It is not fetched again in this life. */
    void refused(long index) {
        refusedIndex = index;
    }

    /** No snapshot at or before this index is of any use. */
    void committed(long index) {
        if (offer != null && offer.index() <= index) {
            restart(null);
        }
    }

    void tick() {
        if (phase == Phase.ASKING && ++silentTicks >= config.repeatTicks()) {
            ask();
        }
    }

    private void ask() {
        silentTicks = 0;
        world.send(
                new RaftMessage.SnapshotFetch(self, offer.from(), offer.term(), offer.index(), receivedBytes),
                List.of());
    }

    /** A piece came, or the news that there is none. Whatever was not asked for is dropped. */
    void chunk(RaftMessage.SnapshotChunk chunk, ByteBuffer piece) {
        boolean asked = phase == Phase.ASKING
                && chunk.from().equals(offer.from())
                && chunk.index() == offer.index()
                && chunk.offset() == receivedBytes;
        boolean fits = piece.hasRemaining()
                && piece.remaining() <= SnapshotStore.PIECE_BYTES_MAX
                && chunk.totalBytes() <= Integer.MAX_VALUE
                && piece.remaining() <= chunk.totalBytes() - chunk.offset();
        if (!asked || !fits) {
            return; // also when the leader has no such snapshot any more: its next offer says what it has
        }
        if (receivedBytes > 0 && (chunk.totalBytes() != totalBytes || chunk.checksum() != checksum)) {
            LOG.warn("node={} leader={} has another snapshot at index={}: anew", self, chunk.from(), chunk.index());
            restart(offer);
            ask();
            return;
        }
        totalBytes = chunk.totalBytes();
        checksum = chunk.checksum();
        phase = Phase.WRITING;
        step = new Writing(piece, draft, totalBytes, checksum);
    }

    /** What to do next on the disk, or null. */
    DiskStep nextStep() {
        if (!givenUp.isEmpty()) {
            return givenUp.pollFirst()::discard;
        }
        if (step == null || stepRuns) {
            return null;
        }
        stepRuns = true;
        return step;
    }

    /** The snapshot that has arrived, once. */
    Optional<Arrived> takeArrived() {
        Optional<Arrived> taken = Optional.ofNullable(arrived);
        if (taken.isPresent()) {
            restart(null);
        }
        return taken;
    }

    private final class Writing implements DiskStep {
        private final ByteBuffer piece;
        private final long lengthBytes;
        private final long expectedChecksum;
        private SnapshotDraft target;
        private boolean sound;
        private boolean putOff; // there was no space
        private Optional<SnapshotMeta> finished = Optional.empty();

        Writing(ByteBuffer piece, SnapshotDraft target, long lengthBytes, long expectedChecksum) {
            this.piece = piece;
            this.target = target;
            this.lengthBytes = lengthBytes;
            this.expectedChecksum = expectedChecksum;
        }

        @Override
        public void run() throws StorageFailure {
            try {
                write();
            } catch (StorageFailure failure) {
                if (failure.reason() != StorageFailure.Reason.DISK_FULL) {
                    throw failure;
                }
                LOG.warn("no space for the leader's snapshot, to be fetched again later: {}", failure.getMessage());
                putOff = true;
            }
        }

        private void write() throws StorageFailure {
            if (target == null) {
                target = store.draft(lengthBytes, expectedChecksum);
            }
            sound = target.write(piece);
            if (sound && target.isComplete()) {
                finished = Optional.of(target.finish());
            }
        }

        @Override
        public void done() {
            if (step != this) {
                if (finished.isEmpty() && target != null) {
                    givenUp.add(target);
                }
                return;
            }
            step = null;
            stepRuns = false;
            draft = target;
            if (finished.isPresent()) {
                draft = null;
                phase = Phase.CHECKING;
                step = new Checking(finished.get(), offer);
            } else if (sound) {
                receivedBytes = draft.writtenBytes();
                phase = Phase.ASKING;
                ask();
            } else if (putOff) {
                restart(offer);
                silentTicks = -NO_SPACE_TIMEOUTS * config.repeatTicks(); // space does not come back at once
            } else {
                LOG.warn("node={} a piece of the snapshot at index={} is not sound: anew", self, offer.index());
                restart(offer); // asked for at the next timeout, not at once: it may well happen again
            }
        }
    }

    /** Reads back what reached the disk, all of it, before anything relies on it. */
    private final class Checking implements DiskStep {
        private final SnapshotMeta meta;
        private final boolean isTheOffered;
        private Optional<ByteBuffer> state = Optional.empty();

        Checking(SnapshotMeta meta, RaftMessage.SnapshotOffer offer) {
            this.meta = meta;
            this.isTheOffered =
                    meta.base().index() == offer.index() && meta.base().term() == offer.indexTerm();
        }

        @Override
        public void run() throws StorageFailure {
            if (isTheOffered) {
                state = store.state(meta);
            }
        }

        @Override
        public void done() {
            if (step != this) {
                return;
            }
            step = null;
            stepRuns = false;
            if (state.isPresent()) {
                phase = Phase.ARRIVED;
                arrived = new Arrived(meta, state.get());
            } else {
                restart(offer);
            }
        }
    }
}
