package io.quorate.simulation.world;

import io.quorate.broker.lock.QueueLocks;
import io.quorate.broker.pop.PopLimits;
import io.quorate.broker.pop.PopService;
import io.quorate.broker.read.MessageLookup;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.Defaults;
import io.quorate.broker.state.OpenTransaction;
import io.quorate.broker.timer.LogClock;
import io.quorate.broker.timer.TimerFiring;
import io.quorate.broker.timer.TimerRecalls;
import io.quorate.broker.transaction.HalfRecord;
import io.quorate.broker.transaction.Producers;
import io.quorate.broker.transaction.TransactionChecks;
import io.quorate.broker.transaction.TransactionEnds;
import io.quorate.commitlog.CommitLog;
import io.quorate.raft.Invariants;
import io.quorate.raft.NodeId;
import io.quorate.raft.NodeView;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.runtime.DurableState;
import io.quorate.raft.runtime.Replica;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.raft.runtime.ReplicaWorld;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * A broker's process and its machine, without sockets and threads: the real replica, log, hard state and state machine. It
 * crashes, ends by its own decision, pauses and starts again.
 */
public final class SimulatedNode implements ReplicaWorld {
    private static final Defaults DEFAULTS = new Defaults("simulated", "group", 4);
    /** As long as a run or so; the broker takes a lock for young while more than 13 s are left. */
    public static final long LOCK_LIFE_MILLIS = 20_000;

    private static final long READ_MEAN_MICROS = 1000;
    private static final int POLLS_MAX = 100;
    private static final int IN_HAND_MAX = 50; // reached now and then
    private static final int TRANSACTION_TICKS = 5;
    private static final double SLOW_READ_PERCENT = 10; // a cold disk: long enough for a leader to come and go
    private static final long SLOW_READ_MEAN_MICROS = 500_000;

    private final SimulatedGroup group;
    private final NodeId id;
    private final int number;
    private final ReplicaOptions options;
    private final Chance chance;
    private final NodeDisks disks;
    private final SimulatedFlusher flusher;
    private final WallClock wallClock;
    private final Inbox inbox = new Inbox();

    private int life; // grows with every start and end: what was planned in an earlier life does not happen
    private Replica replica; // null while down
    private BrokerState state;
    private LogClock timerClock;
    private PopService pops;
    private TransactionEnds transactionEnds;
    private TransactionChecks transactionChecks;
    private TimerRecalls recalls;
    private QueueLocks locks;
    private boolean turnPlanned;
    private long pausedSinceMicros;
    private long tickCount; // of this life
    private int tickRatePercent = 100;
    private Runnable whenRated = () -> {};
    private Runnable whenBaseMoved = () -> {};
    private Runnable whenOutOfSpace = () -> {};

    SimulatedNode(SimulatedGroup group, NodeId id, int number, SimulatedGroup.Options groupOptions, Chance chance) {
        this.group = group;
        this.id = id;
        this.number = number;
        this.options = groupOptions.replica();
        this.chance = chance.split();
        this.disks = new NodeDisks(id, number, groupOptions.disk(), this.chance);
        this.flusher = new SimulatedFlusher(this, groupOptions.disk(), chance.split());
        this.wallClock = new WallClock(group.timeline());
    }

    public NodeId id() {
        return id;
    }

    public int number() {
        return number;
    }

    public NodeDisks disks() {
        return disks;
    }

    /** Names its disk. */
    public long storageId() {
        return disks.storageId();
    }

    /** What a membership calls it as long as it is on the disk it has. */
    public Member asMember() {
        return new Member(id, storageId(), id + ":1");
    }

    /** While it is down its disk is taken away; it will start with an empty one. */
    public void wipe(Runnable whenStarted) {
        Invariants.check(!isUp(), "a disk is taken from a machine that is off");
        disks.wipe(whenStarted);
        group.trace().note(id, "has an empty disk", storageId(), 0);
        group.observers().wiped(this);
    }

    public int life() {
        return life;
    }

    public boolean isUp() {
        return replica != null;
    }

    public boolean isPaused() {
        return inbox.isPaused();
    }

    /** Whether its disk is known to be beyond what this build can start from. */
    public boolean isLostForGood() {
        return disks.isLostForGood();
    }

    public boolean isFlushing() {
        return flusher.isBusy();
    }

    public NodeStorage storage() {
        return disks.current();
    }

    public CommitLog log() {
        return storage().log();
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

    /** Its consensus as an operator sees it, with all it knows of the others. */
    public NodeView describe() {
        return replica.describe();
    }

    /** Ticks of its own clock that this life has seen. */
    public long tickCount() {
        return tickCount;
    }

    /** Starts the process, unless it runs or is never to run again. If its disk refuses, it ends again at once. */
    public void start() {
        if (isUp() || isLostForGood() || !group.mayRun(this)) {
            return;
        }
        life++;
        turnPlanned = false;
        tickCount = 0;
        inbox.clear();
        try {
            storage().open();
            state = new BrokerState(DEFAULTS, storage().indexPlace());
            state.addReleaseListener(
                    whoHadNotRead -> {}); // somebody wants to know, as in a broker: it is found out, then
            timerClock = new LogClock(state, () -> replica.logMillis());
            recalls = new TimerRecalls(state, timerClock);
            locks = new QueueLocks(state, LOCK_LIFE_MILLIS, timerClock);
            state.addLeaderDuty(recalls);
            state.addLeaderDuty(timerFiring());
            pops = popService();
            startTransactions();
            replica = replicaOnStorage();
        } catch (StorageFailure failure) {
            ended(failure);
            return;
        }
        disks.started();
        group.trace().note(id, "starts", log().lastIndex(), view().term());
        group.observers().started(this);
        planTick();
    }

    private void startTransactions() {
        MessageLookup lookup = new MessageLookup(state, log()::hold);
        transactionEnds = new TransactionEnds(state, lookup);
        state.addLeaderDuty(transactionEnds);
        transactionChecks = new TransactionChecks(
                state,
                transactionEnds,
                lookup,
                new Producers() {
                    @Override
                    public boolean isConnected(String producerGroup) {
                        return group.producers().areConnectedTo(SimulatedNode.this);
                    }

                    @Override
                    public void ask(OpenTransaction transaction, HalfRecord half) {
                        group.producers().asked(SimulatedNode.this, transaction);
                    }
                },
                group.producers().settings(),
                proposal -> input(proposing -> proposing.propose(proposal)),
                reading -> laterInThisLife(readMicros(), reading),
                timerClock);
    }

    public TransactionEnds transactionEnds() {
        return transactionEnds;
    }

    /** As in a broker: what is due is read beside the replica loop, and takes its time. */
    private TimerFiring timerFiring() {
        CommitLog log = log();
        return new TimerFiring(
                state,
                log::hold,
                reading -> laterInThisLife(readMicros(), reading),
                proposal -> input(proposing -> proposing.propose(proposal)),
                log.entryBytesMax() - log.entryHeaderBytes(),
                recalls,
                timerClock);
    }

    /** Of the present life. */
    public QueueLocks locks() {
        return locks;
    }

    /** As in a broker: looks and answers beside the replica loop. */
    private PopService popService() {
        CommitLog log = log();
        PopService service = new PopService(
                new PopService.Parts(
                        state,
                        log::hold,
                        proposal -> input(proposing -> proposing.propose(proposal)),
                        () -> view().serving(),
                        work -> laterInThisLife(readMicros(), work),
                        timerClock,
                        () -> group.timeline().nowMicros() / 1000),
                new PopLimits(POLLS_MAX, POLLS_MAX, IN_HAND_MAX));
        state.addArrivalListener(service);
        state.addCommandListener(service);
        return service;
    }

    /** Of this life. */
    public PopService pops() {
        return pops;
    }

    public TimerRecalls recalls() {
        return recalls;
    }

    private long readMicros() {
        return chance.exponential(chance.percent(SLOW_READ_PERCENT) ? SLOW_READ_MEAN_MICROS : READ_MEAN_MICROS);
    }

    /** Whether a message is due, by the clock that this node would fire it by as leader. */
    public boolean hasDueTimers() {
        return !state.timers().due(timerClock.getAsLong(), 1, position -> false).isEmpty();
    }

    private Replica replicaOnStorage() throws StorageFailure {
        WatchedLog log =
                new WatchedLog(storage().log(), index -> group.observers().truncates(this, index));
        return new Replica(
                options.configOf(id, storageId()),
                log,
                storage().snapshots(),
                storage().current(),
                new IndexedMembership(0, formedWith()),
                new WatchedStateMachine(this, group, state),
                this,
                chance::below);
    }

    /** A disk that was not there when the group was formed has no record of that. */
    private Membership formedWith() {
        Membership initial = group.initialMembership();
        return initial.contains(id, storageId()) ? initial : Membership.NONE;
    }

    private void planTick() {
        if (tickRatePercent != 100) {
            whenRated.run();
        }
        laterInThisLife(tickMicros(), () -> {
            input(this::tick);
            planTick();
        });
    }

    private void tick(Replica ticking) {
        tickCount++;
        ticking.tick();
        if (tickCount % TRANSACTION_TICKS == 0) {
            transactionChecks.tick();
        }
    }

    private long tickMicros() {
        return options.tickMillis() * 100_000L / tickRatePercent;
    }

    /** Plans something this process does; held up by a pause, forgotten when the process ends. */
    void laterInThisLife(long micros, Runnable action) {
        int plannedIn = life;
        group.timeline().after(micros, () -> {
            if (plannedIn == life && isUp()) {
                inbox.whenRunning(action);
            }
        });
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
            inbox.add(input);
            planTurn();
        }
    }

    /**
     * As {@link #input}, from outside the process: a paused one takes a bounded number in.
     *
     * @return whether it was taken; then it is handled, or lost with this life
     */
    public boolean inputFromOutside(Consumer<Replica> input) {
        boolean taken = isUp() && inbox.hasRoom();
        if (taken) {
            inbox.whenRunning(() -> input(input));
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
        inbox.takeInputs().forEach(input -> input.accept(replica));
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
        storage().disk().crash();
        end("loses power");
    }

    /** The process is killed; the machine, and with it the page cache, lives on. */
    public void kill() {
        if (isUp()) {
            flusher.breakOff(false);
        }
        loseProcess();
        end("is killed");
    }

    private void loseProcess() {
        storage().disk().kill();
        disks.processLost();
    }

    private void end(String how) {
        if (!isUp()) {
            return;
        }
        group.trace().note(id, how, 0, 0);
        replica = null;
        life++;
        inbox.clear();
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
            disks.refused();
        } else {
            group.restartLater(this);
        }
    }

    private void failed(StorageFailure failure, String how) {
        loseProcess();
        group.trace().note(id, how, failure.reason().exitCode(), 0);
        group.observers().storageFailed(this, failure);
        disks.failed(failure.reason());
    }

    /** The process stands still; what arrives meanwhile waits. */
    public void pause() {
        if (isUp() && !isPaused()) {
            inbox.pause();
            pausedSinceMicros = group.timeline().nowMicros();
            group.trace().note(id, "pauses", 0, 0);
        }
    }

    /**
     * It goes on, with what has waited first.
     *
     * @return how much that was
     */
    public int resume() {
        if (!isPaused()) {
            return 0;
        }
        List<Runnable> waited = inbox.resume();
        // As the replica's loop does before it answers anybody.
        replica.ticksLost((int) ((group.timeline().nowMicros() - pausedSinceMicros) / tickMicros()));
        int inLife = life;
        for (Runnable action : waited) {
            if (inLife == life && isUp()) {
                inbox.whenRunning(action);
            }
        }
        return waited.size();
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

    void baseMoved() {
        whenBaseMoved.run();
    }

    /** A bit of its sealed segments changes under it. */
    public void rot(long position, int bit, Runnable whenMended) {
        disks.rot(position, bit, whenMended);
    }

    /** Whether the snapshot where its log begins was found damaged. */
    public boolean lacksSnapshotAtBase() {
        long baseIndex = log().base().index();
        return baseIndex > 0 && storage().snapshots().keptAt(baseIndex).isEmpty();
    }

    /** Whether what rotted under it has not been mended yet. */
    public boolean isRotten() {
        return disks.isRotten();
    }

    /** The same, at or behind this position in the log. */
    public boolean isRottenFrom(long position) {
        return disks.isRottenFrom(position);
    }

    /** Whether it noticed whatever damage there was, and has got back what it lost. */
    public boolean hasRepaired() {
        return isUp()
                && !view().repairing()
                && storage().forcedState().filter(DurableState::isRepairing).isEmpty() // else a crash takes it back
                && disks.isMended();
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
        storage().disk().setCapacityBytes(Long.MAX_VALUE);
        storage().disk().failForceAfter(-1);
        storage().disk().failWriteAfter(-1);
        resume();
    }

    @Override
    public void send(RaftMessage message, List<ByteBuffer> entries) {
        group.send(this, message, entries);
    }

    @Override
    public void startFlush(FlushJob job) {
        flusher.submit(job);
        group.observers().flushes(this, job);
    }

    @Override
    public long nowMillis() {
        return wallClock.nowMillis();
    }

    @Override
    public String toString() {
        return id.value();
    }
}
