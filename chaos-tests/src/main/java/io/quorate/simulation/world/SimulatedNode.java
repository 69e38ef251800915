package io.quorate.simulation.world;

import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.Defaults;
import io.quorate.commitlog.CommitLog;
import io.quorate.raft.InvariantViolation;
import io.quorate.raft.Invariants;
import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.runtime.CorruptSnapshotException;
import io.quorate.raft.runtime.Replica;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.raft.runtime.ReplicaWorld;
import io.quorate.raft.runtime.StateMachine;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A broker's process and its machine, without sockets and threads: the real replica, log, hard state and state machine. It
 * crashes, ends by its own decision, pauses and starts again.
 */
public final class SimulatedNode implements ReplicaWorld {
    private static final Defaults DEFAULTS = new Defaults("simulated", "group", true, 4);
    /** What a paused process still takes in; a full socket buffer loses the rest. */
    private static final int HELD_INPUTS_MAX = 300;

    private static final long STORAGE_ID_STEP = 100;

    private final SimulatedGroup group;
    private final NodeId id;
    private final int number;
    private final ReplicaOptions options;
    private final Chance chance;
    private final DiskOptions diskOptions;
    private final SimulatedFlusher flusher;
    private final WallClock wallClock;
    private final List<Consumer<Replica>> inputs = new ArrayList<>(); // of the turn to come
    private final List<Runnable> held = new ArrayList<>(); // while paused

    private final Map<StorageFailure.Reason, Runnable> expectedFailures = new EnumMap<>(StorageFailure.Reason.class);
    private final Map<Long, NodeStorage> storages = new HashMap<>(); // by storage id; never walked through
    private final Set<Long> damagedStorages = new HashSet<>(); // as above
    private NodeStorage storage;
    private long storageId;
    private Runnable whenEmptyDiskStarts = () -> {};
    private Runnable whenDamageSeen = () -> {};
    private Runnable whenBaseMoved = () -> {};
    private Runnable whenOutOfSpace = () -> {};
    private boolean damageSeen;

    private int life; // grows with every start and end: what was planned in an earlier life does not happen
    private Replica replica; // null while down
    private BrokerState state;
    private boolean turnPlanned;
    private boolean paused;
    private boolean lostForGood;
    private int tickRatePercent = 100;
    private Runnable whenRated = () -> {};

    SimulatedNode(SimulatedGroup group, NodeId id, int number, SimulatedGroup.Options groupOptions, Chance chance) {
        this.group = group;
        this.id = id;
        this.number = number;
        this.options = groupOptions.replica();
        this.chance = chance.split();
        this.diskOptions = groupOptions.disk();
        this.storageId = 1L + number;
        putEmptyDiskIn();
        this.flusher = new SimulatedFlusher(this, groupOptions.disk(), chance.split());
        this.wallClock = new WallClock(group.timeline());
    }

    public NodeId id() {
        return id;
    }

    public int number() {
        return number;
    }

    private void putEmptyDiskIn() {
        storage = new NodeStorage(id, diskOptions, chance.seed());
        storages.put(storageId, storage);
    }

    /** Names its disk. */
    public long storageId() {
        return storageId;
    }

    /** What a membership calls it as long as it is on the disk it has. */
    public Member asMember() {
        return new Member(id, storageId, id + ":1");
    }

    /** While it is down its disk is taken away; it will start with an empty one. */
    public void wipe(Runnable whenStarted) {
        Invariants.check(!isUp(), "a disk is taken from a machine that is off");
        storageId += STORAGE_ID_STEP;
        putEmptyDiskIn();
        lostForGood = false;
        damageSeen = false;
        whenDamageSeen = () -> {};
        whenEmptyDiskStarts = whenStarted;
        group.trace().note(id, "has an empty disk", storageId, 0);
        group.observers().wiped(this);
    }

    public int life() {
        return life;
    }

    public boolean isUp() {
        return replica != null;
    }

    public boolean isPaused() {
        return paused;
    }

    /** Whether its disk is known to be beyond what this build can start from. */
    public boolean isLostForGood() {
        return lostForGood;
    }

    public boolean isFlushing() {
        return flusher.isBusy();
    }

    public NodeStorage storage() {
        return storage;
    }

    public CommitLog log() {
        return storage.log();
    }

    /** What this life has applied so far. */
    public BrokerState state() {
        return state;
    }

    public WallClock wallClock() {
        return wallClock;
    }

    public ReplicaView view() {
        return replica.view();
    }

    /** Starts the process, unless it runs or is never to run again. If its disk refuses, it ends again at once. */
    public void start() {
        if (isUp() || lostForGood || !group.mayRun(this)) {
            return;
        }
        life++;
        turnPlanned = false;
        inputs.clear();
        held.clear();
        try {
            storage.open();
            state = new BrokerState(DEFAULTS);
            replica = replicaOnStorage();
        } catch (StorageFailure failure) {
            ended(failure);
            return;
        }
        if (storage.log().damage().isPresent()) {
            if (!damagedStorages.contains(storageId)) {
                // It would get over it; but what a crash leaves must never look like damage.
                throw new CheckFailure(
                        "storage health",
                        id + " finds its log damaged, and nothing has damaged it: "
                                + storage.log().damage().get().what());
            }
            whenDamageSeen.run();
            damageSeen = true;
        }
        whenEmptyDiskStarts.run();
        group.trace().note(id, "starts", log().lastIndex(), view().term());
        group.observers().started(this);
        planTick();
    }

    private Replica replicaOnStorage() throws StorageFailure {
        WatchedLog log =
                new WatchedLog(storage.log(), index -> group.observers().truncates(this, index));
        return new Replica(
                options.configOf(id, storageId()),
                log,
                storage.snapshots(),
                storage.current(),
                new IndexedMembership(0, formedWith()),
                new WatchedStateMachine(),
                this,
                chance::below);
    }

    /** A disk that was not there when the group was formed has no record of that. */
    private Membership formedWith() {
        Membership initial = group.initialMembership();
        return initial.contains(id, storageId) ? initial : Membership.NONE;
    }

    private void planTick() {
        if (tickRatePercent != 100) {
            whenRated.run();
        }
        laterInThisLife(options.tickMillis() * 100_000L / tickRatePercent, () -> {
            input(Replica::tick);
            planTick();
        });
    }

    /** Plans something this process does; held up by a pause, forgotten when the process ends. */
    void laterInThisLife(long micros, Runnable action) {
        int plannedIn = life;
        group.timeline().after(micros, () -> {
            if (plannedIn == life && isUp()) {
                whenRunning(action);
            }
        });
    }

    private void whenRunning(Runnable action) {
        if (paused) {
            held.add(action);
        } else {
            action.run();
        }
    }

    /** Hands something to the replica loop. Ignored while the process is down. */
    public void input(Consumer<Replica> input) {
        if (!isUp()) {
            return;
        }
        if (options.lagMeanMicros() == 0) {
            input.accept(replica);
            turn();
        } else {
            inputs.add(input);
            planTurn();
        }
    }

    /**
     * As {@link #input}, from outside the process: a paused one takes a bounded number in.
     *
     * @return whether it was taken; then it is handled, or lost with this life
     */
    public boolean inputFromOutside(Consumer<Replica> input) {
        boolean taken = isUp() && (!paused || held.size() < HELD_INPUTS_MAX);
        if (taken) {
            whenRunning(() -> input(input));
        }
        return taken;
    }

    private void planTurn() {
        if (!turnPlanned) {
            turnPlanned = true;
            laterInThisLife(chance.exponential(options.lagMeanMicros()), this::planned);
        }
    }

    private void planned() {
        turnPlanned = false;
        List<Consumer<Replica>> taken = new ArrayList<>(inputs);
        inputs.clear();
        taken.forEach(input -> input.accept(replica));
        turn();
    }

    private void turn() {
        boolean more = replica.pump();
        group.observers().stepped(this);
        if (more) {
            planTurn();
        }
    }

    /** The power goes: what was not flushed is as the disk decides. */
    public void crash() {
        if (isUp()) {
            flusher.breakOff(true);
        }
        storage.disk().crash();
        end("loses power");
    }

    /** The process is killed; the machine, and with it the page cache, lives on. */
    public void kill() {
        if (isUp()) {
            flusher.breakOff(false);
        }
        storage.disk().kill();
        end("is killed");
    }

    private void end(String how) {
        if (!isUp()) {
            return;
        }
        group.trace().note(id, how, 0, 0);
        replica = null;
        life++;
        paused = false;
        held.clear();
        flusher.resume();
        group.observers().stopped(this);
    }

    /** The process ends by itself, as production does after a storage failure, and its supervisor starts it again. */
    void exit(StorageFailure failure) {
        failed(failure, "exits with code");
        flusher.abandon();
        end("ends");
        group.restartLater(this);
    }

    private void ended(StorageFailure failure) {
        life++;
        failed(failure, "cannot start, code");
        if (failure.reason() == StorageFailure.Reason.DAMAGED) {
            lostForGood = true;
        } else {
            group.restartLater(this);
        }
    }

    private void failed(StorageFailure failure, String how) {
        storage.disk().kill();
        group.trace().note(id, how, failure.reason().exitCode(), 0);
        group.observers().storageFailed(this, failure);
        expectedFailures.getOrDefault(failure.reason(), () -> {}).run();
    }

    /** The process stands still; what arrives meanwhile waits. */
    public void pause() {
        if (isUp()) {
            paused = true;
            group.trace().note(id, "pauses", 0, 0);
        }
    }

    /**
     * It goes on, with what has waited first.
     *
     * @return how much that was
     */
    public int resume() {
        paused = false;
        List<Runnable> waited = new ArrayList<>(held);
        held.clear();
        int inLife = life;
        for (Runnable action : waited) {
            if (inLife == life && isUp()) {
                whenRunning(action);
            }
        }
        return waited.size();
    }

    /** A fault may make its storage fail for this reason from now on. */
    public void expectFailure(StorageFailure.Reason reason, Runnable whenFailed) {
        expectedFailures.put(reason, whenFailed);
    }

    /** To be told when its log loses its oldest. */
    public void onBaseMoved(Runnable hit) {
        whenBaseMoved = hit;
    }

    /** To be told when its log finds no space. */
    public void onOutOfSpace(Runnable hit) {
        whenOutOfSpace = hit;
    }

    void foundNoSpace() {
        group.trace().note(id, "has no space for its log", log().flushedMark().index(), log().lastIndex());
        whenOutOfSpace.run();
    }

    /** Its log will be found damaged at the next start. */
    public void expectDamage(Runnable whenSeen) {
        damagedStorages.add(storageId);
        damageSeen = false;
        whenDamageSeen = whenSeen;
    }

    /** Whether the platter of this disk, which it has or had, holds the entry, or did before the disk was damaged. */
    public boolean hasOnDisk(long onStorageId, EntryMeta meta, ByteBuffer entry) {
        NodeStorage asked = storages.get(onStorageId);
        return asked != null && (damagedStorages.contains(onStorageId) || asked.isForced(meta, entry));
    }

    /** Whether it noticed the damage expected last, and has got back what it lost. */
    public boolean hasRepaired() {
        return damageSeen && isUp() && !view().repairing();
    }

    public boolean mayFailBy(StorageFailure.Reason reason) {
        return expectedFailures.containsKey(reason);
    }

    /** Its monotonic clock runs at this share of the true speed. */
    public void tickRate(int percent, Runnable hit) {
        tickRatePercent = percent;
        whenRated = hit;
    }

    public void slowFlushes(int factor, Runnable hit) {
        flusher.slow(factor, hit);
    }

    public void stallFlushes(Runnable hit) {
        flusher.stall(hit);
    }

    public void resumeFlushes() {
        flusher.resume();
    }

    /** Clock, disk and process work from now on as they should. */
    void heal() {
        wallClock.heal();
        tickRate(100, () -> {});
        flusher.heal();
        storage.disk().setCapacityBytes(Long.MAX_VALUE);
        storage.disk().failForceAfter(-1);
        storage.disk().failWriteAfter(-1);
        resume();
    }

    @Override
    public void send(RaftMessage message, List<ByteBuffer> entries) {
        group.send(this, message, entries);
    }

    @Override
    public void startFlush(FlushJob job) {
        flusher.submit(job);
        group.observers().flushes(this);
    }

    @Override
    public long nowMillis() {
        return wallClock.nowMillis();
    }

    @Override
    public String toString() {
        return id.value();
    }

    /** The broker's state machine, watched. */
    private final class WatchedStateMachine implements StateMachine {
        private boolean leads;

        @Override
        public void apply(EntryMeta meta, ByteBuffer entry) {
            state.apply(meta, entry);
            group.observers().applied(SimulatedNode.this, meta, entry, state.stateHash());
        }

        @Override
        public void leadershipGained(long term) {
            if (leads) {
                throw new InvariantViolation("leadership was gained twice");
            }
            leads = true;
            group.trace().note(id, "serves in term", term, 0);
            state.leadershipGained(term);
        }

        @Override
        public void leadershipLost() {
            if (!leads) {
                throw new InvariantViolation("leadership was lost before it was gained");
            }
            leads = false;
            group.trace().note(id, "no longer serves", 0, 0);
            state.leadershipLost();
        }

        @Override
        public List<ByteBuffer> snapshot() {
            return state.snapshot();
        }

        @Override
        public void restore(LogBase base, ByteBuffer snapshot) throws CorruptSnapshotException {
            state.restore(base, snapshot);
            if (isUp()) {
                group.snapshotCounts().installed(); // else it is how this life begins
            }
            group.trace().note(id, "restores a snapshot", base.index(), base.position());
            group.observers().restored(SimulatedNode.this, base, state.stateHash());
        }

        @Override
        public long neededPosition() {
            return state.neededPosition();
        }

        @Override
        public void baseMoved(LogBase base) {
            state.baseMoved(base);
            group.trace().note(id, "moves its base", base.index(), base.position());
            group.snapshotCounts().baseMoved();
            whenBaseMoved.run();
        }
    }
}
