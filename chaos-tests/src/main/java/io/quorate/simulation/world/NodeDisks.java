package io.quorate.simulation.world;

import io.quorate.raft.NodeId;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.EntryMeta;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The disks a node has and had, and what faults have done to them: what may be found there, and what may not. */
public final class NodeDisks {
    private static final long STORAGE_ID_STEP = 100;

    private final NodeId id;
    private final DiskOptions options;
    private final Chance chance;
    private final Map<Long, NodeStorage> storages = new HashMap<>(); // by storage id; never walked through
    private final Set<Long> damagedStorages = new HashSet<>(); // as above
    private final Map<StorageFailure.Reason, Runnable> expectedFailures = new EnumMap<>(StorageFailure.Reason.class);
    private NodeStorage current;
    private long storageId;
    private Runnable whenEmptyDiskStarts = () -> {};
    private Runnable whenDamageSeen = () -> {};
    private final RottenBytes rotten = new RottenBytes();
    private boolean damageExpected; // at the next start
    private boolean lostForGood;

    NodeDisks(NodeId id, int number, DiskOptions options, Chance chance) {
        this.id = id;
        this.options = options;
        this.chance = chance;
        this.storageId = 1L + number;
        putEmptyDiskIn();
    }

    private void putEmptyDiskIn() {
        current = new NodeStorage(id, options, chance.seed());
        storages.put(storageId, current);
    }

    NodeStorage current() {
        return current;
    }

    /** Names the disk in use. */
    long storageId() {
        return storageId;
    }

    void wipe(Runnable whenStarted) {
        storageId += STORAGE_ID_STEP;
        putEmptyDiskIn();
        lostForGood = false;
        damageExpected = false;
        rotten.forget();
        whenDamageSeen = () -> {};
        whenEmptyDiskStarts = whenStarted;
    }

    /** The node has started from the disk in use. */
    void started() {
        current.log().damage().ifPresent(damage -> {
            if (!damagedStorages.contains(storageId)) {
                // It would get over it; but what a crash leaves must never look like damage.
                throw new CheckFailure(
                        "storage health", id + " finds its log damaged, and nothing has damaged it: " + damage.what());
            }
            whenDamageSeen.run();
            damageExpected = false;
        });
        whenEmptyDiskStarts.run();
    }

    /** The node's process was killed, or ended; the machine lives on. */
    void processLost() {
        rotten.processLost(current);
    }

    void failed(StorageFailure.Reason reason) {
        expectedFailures.getOrDefault(reason, () -> {}).run();
    }

    /** The disk is beyond what this build can start from. */
    void refused() {
        lostForGood = true;
    }

    boolean isLostForGood() {
        return lostForGood;
    }

    /** A fault may make the storage fail for this reason from now on. */
    public void expectFailure(StorageFailure.Reason reason, Runnable whenFailed) {
        expectedFailures.put(reason, whenFailed);
    }

    public boolean mayFailBy(StorageFailure.Reason reason) {
        return expectedFailures.containsKey(reason);
    }

    /** The log will be found damaged at the next start. */
    public void expectDamage(Runnable whenSeen) {
        damagedStorages.add(storageId);
        damageExpected = true;
        whenDamageSeen = whenSeen;
    }

    /** A bit of a sealed segment changes while the node runs. */
    void rot(long position, int bit, Runnable whenMended) {
        damagedStorages.add(storageId);
        rotten.flip(current, position, (int) (position % options.segmentBytes()), bit, whenMended);
    }

    /** Whether a fault has ever damaged the disk in use. */
    public boolean isDamaged() {
        return damagedStorages.contains(storageId);
    }

    /** Whether bytes that changed under a running node still are not what they were. */
    boolean isRotten() {
        return !rotten.areMended(current);
    }

    /** As {@link #isRotten}, at or behind this position, but for what a killed process left in the page cache. */
    boolean isRottenFrom(long position) {
        return isRotten() && rotten.isAnyToMendFrom(current, position);
    }

    /** Whether bytes of this entry changed on the platter and still are not what they were. */
    public boolean isRotten(EntryMeta entry) {
        return isRotten() && rotten.isAnyWithin(entry.position(), entry.endPosition());
    }

    /** Whether there is no damage of which the node does not know, and none on the platter that it has not mended. */
    boolean isMended() {
        return !isRotten() && !damageExpected;
    }

    /** Whether the platter of this disk holds the entry, or did before the disk was damaged. */
    public boolean holds(long onStorageId, EntryMeta meta, ByteBuffer entry) {
        NodeStorage asked = storages.get(onStorageId);
        return asked != null && (damagedStorages.contains(onStorageId) || asked.isForced(meta, entry));
    }
}
