package io.quorate.simulation.world;

import io.quorate.broker.state.LoggedSegments;
import io.quorate.commitlog.CommitLog;
import io.quorate.commitlog.CommitLogConfig;
import io.quorate.commitlog.RecoveryFloor;
import io.quorate.commitlog.disk.SimulatedDisk;
import io.quorate.commitlog.index.IndexKind;
import io.quorate.commitlog.index.IndexPlace;
import io.quorate.commitlog.snapshot.SnapshotFiles;
import io.quorate.raft.NodeId;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.runtime.DurableState;
import io.quorate.raft.runtime.HardStateFile;
import io.quorate.raft.runtime.StartingSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A node's disk, and the two real stores on it: the log and the hard state. */
public final class NodeStorage {
    public static final Path LOG_DIRECTORY = Path.of("/data/log");
    public static final Path SNAPSHOT_DIRECTORY = Path.of("/data/snapshots");
    /** Small, so that most snapshots have many. */
    private static final int SNAPSHOT_PIECE_BYTES = 700;

    public static final Path STATE_FILE = Path.of("/data/raft.state");
    /** Of each of the two copies of the hard state. */
    public static final int STATE_SLOT_BYTES = 4096;

    private static final String CLUSTER = "simulated";
    private static final String GROUP = "group";

    private final NodeId self;
    private final SimulatedDisk disk;
    private final DiskOptions options;
    private final List<Path> segmentPaths = new ArrayList<>();
    private HardStateFile stateFile; // null before the first start
    private CommitLog log;
    private SnapshotFiles snapshots;
    private Optional<DurableState> forcedState = Optional.empty();
    private boolean forcedStateKnown;

    NodeStorage(NodeId self, DiskOptions options, long seed) {
        this.self = self;
        this.options = options;
        this.disk = new SimulatedDisk(seed);
    }

    /** Opens both as a starting broker does. What was open before is left to itself. */
    void open() throws StorageFailure {
        forcedStateKnown = false;
        try {
            SimulatedHardState medium = new SimulatedHardState(disk, STATE_FILE);
            stateFile = HardStateFile.open(medium, STATE_FILE.toString(), CLUSTER, GROUP, self);
        } catch (IOException e) {
            throw new StorageFailure(StorageFailure.Reason.READ_FAILED, "opening " + STATE_FILE + " failed", e);
        }
        DurableState durable = stateFile.current();
        snapshots = SnapshotFiles.open(disk, SNAPSHOT_DIRECTORY, SNAPSHOT_PIECE_BYTES);
        log = CommitLog.open(
                new CommitLogConfig(
                        LOG_DIRECTORY,
                        options.segmentBytes(),
                        options.entryBytesMax(),
                        options.preallocateAheadBytes()),
                disk,
                new RecoveryFloor(durable.flushedIndex(), durable.flushedPosition()),
                durable.base(),
                damage -> stateFile.store(durable.after(damage)),
                places -> StartingSnapshot.place(snapshots, places));
    }

    /**
     * The file that says where the entries of this segment are is gone, so that the next opening reads the segment: what it
     * does not read, it does not find damaged.
     */
    public void forgetEntries(long position) throws IOException {
        Path entries = LOG_DIRECTORY.resolve(IndexKind.ENTRIES.nameOf(position - position % options.segmentBytes()));
        if (disk.exists(entries)) {
            disk.delete(entries); // the opening forces the directory
        }
    }

    SnapshotFiles snapshots() {
        return snapshots;
    }

    /** Where the open log's message indexes are. They are made at once, by whoever wants them. */
    IndexPlace indexPlace() {
        CommitLog indexed = log;
        return new IndexPlace(
                disk, LOG_DIRECTORY, options.segmentBytes(), Runnable::run, new LoggedSegments(indexed::slice));
    }

    public SimulatedDisk disk() {
        return disk;
    }

    public CommitLog log() {
        return log;
    }

    DurableState current() {
        return stateFile.current();
    }

    void store(DurableState state) throws StorageFailure {
        forcedStateKnown = false;
        stateFile.store(state);
    }

    /** The hard state a node would find if the power went now; empty if it would find none. */
    public Optional<DurableState> forcedState() {
        if (!forcedStateKnown) {
            forcedState = disk.forcedBytes(STATE_FILE).flatMap(this::decoded);
            forcedStateKnown = true;
        }
        return forcedState;
    }

    /** A bit of the hard state's file is another one from now on. */
    public void rotState(long offset, int bit) throws IOException {
        forcedStateKnown = false;
        disk.flipBit(STATE_FILE, offset, bit);
    }

    private Optional<DurableState> decoded(ByteBuffer bytes) {
        try {
            HardStateFile file =
                    HardStateFile.open(new ReadOnlyHardState(bytes), STATE_FILE.toString(), CLUSTER, GROUP, self);
            return Optional.of(file.current());
        } catch (StorageFailure damaged) {
            return Optional.empty();
        }
    }

    /** Whether the platter has the entry: whether it would be there if the power went now. */
    public boolean isForced(EntryMeta meta, ByteBuffer entry) {
        Optional<ByteBuffer> segment = disk.forcedBytes(segmentPath(meta.position()));
        int offset = (int) (meta.position() % options.segmentBytes());
        return segment.isPresent()
                && segment.get()
                        .slice(offset, meta.lengthBytes())
                        .equals(entry.duplicate().rewind());
    }

    public int segmentBytes() {
        return options.segmentBytes();
    }

    /** Where in its file a position of the log is. */
    public long segmentOffset(long position) {
        return position % options.segmentBytes();
    }

    /** Which copies of the hard state are whole: bit n for copy n. */
    public int soundSlots() {
        int sound = 0;
        for (int slot = 0; slot < 2; slot++) {
            Optional<ByteBuffer> bytes = disk.forcedBytes(STATE_FILE);
            if (bytes.isPresent() && decoded(withoutSlot(bytes.get(), 1 - slot)).isPresent()) {
                sound |= 1 << slot;
            }
        }
        return sound;
    }

    private static ByteBuffer withoutSlot(ByteBuffer bytes, int slot) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        return copy.put(slot * STATE_SLOT_BYTES, new byte[STATE_SLOT_BYTES]);
    }

    /** The file a position of the log is in. */
    public Path segmentPath(long position) {
        int number = (int) (position / options.segmentBytes());
        while (segmentPaths.size() <= number) {
            long start = (long) segmentPaths.size() * options.segmentBytes();
            segmentPaths.add(LOG_DIRECTORY.resolve(String.format("%020d.log", start)));
        }
        return segmentPaths.get(number);
    }
}
