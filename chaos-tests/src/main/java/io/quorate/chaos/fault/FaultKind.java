package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The faults a run can choose from, by the names users give. */
public enum FaultKind {
    KILL_FOLLOWER(new Kill(Selector.FOLLOWER)),
    KILL_LEADER(new Kill(Selector.LEADER)),
    KILL_MAJORITY(new Kill(Selector.MAJORITY)),
    KILL_ALL(new Kill(Selector.ALL)),
    PAUSE_FOLLOWER(new Pause(Selector.FOLLOWER)),
    PAUSE_LEADER(new Pause(Selector.LEADER)),
    POWER_FOLLOWER(new PowerCut(Selector.FOLLOWER, false)),
    POWER_LEADER(new PowerCut(Selector.LEADER, false)),
    POWER_ALL(new PowerCut(Selector.ALL, false)),
    POWER_TORN(new PowerCut(Selector.ALL, true)),
    PARTITION_LEADER_FROM_PEERS(new Partition(Partition.Shape.LEADER_FROM_PEERS)),
    PARTITION_LEADER(new Partition(Partition.Shape.LEADER)),
    PARTITION_FOLLOWER(new Partition(Partition.Shape.FOLLOWER)),
    PARTITION_HALVES(new Partition(Partition.Shape.HALVES)),
    PARTITION_DEAF_LEADER(new Partition(Partition.Shape.DEAF_LEADER)),
    PARTITION_MUTE_LEADER(new Partition(Partition.Shape.MUTE_LEADER)),
    PARTITION_BRIDGE(new Partition(Partition.Shape.BRIDGE)),
    PARTITION_NAMESRV(new Partition(Partition.Shape.NAMESRV)),
    LOSS(new Partition(Partition.Shape.LOSS)),
    DELAY(new Partition(Partition.Shape.DELAY)),
    HOLD(new Hold(false)),
    HOLD_SHUFFLED(new Hold(true)),
    RESETS(new Partition(Partition.Shape.RESETS)),
    HALF_OPEN(new HalfOpen()),
    STOP_FOLLOWER(new Stop(Selector.FOLLOWER)),
    STOP_LEADER(new Stop(Selector.LEADER)),
    STORM(new Storm()),
    ROLLING(new Rolling(false)),
    UPGRADE(new Rolling(true)),
    TRANSFER_ANY(new Transfer(Transfer.Way.ONCE)),
    TRANSFER_LAGGING(new Transfer(Transfer.Way.TO_LAGGING)),
    TRANSFER_REPEATEDLY(new Transfer(Transfer.Way.REPEATEDLY)),
    MEMBER_FOLLOWER(new MemberChange(Selector.FOLLOWER, false)),
    MEMBER_LEADER(new MemberChange(Selector.LEADER, false)),
    MEMBER_LEARNER(new MemberChange(Selector.FOLLOWER, true)),
    WIPE_FOLLOWER(new Wipe(Selector.FOLLOWER)),
    WIPE_LEADER(new Wipe(Selector.LEADER)),
    ROT_SEALED(new Rot(Rot.Part.SEALED, false)),
    ROT_SEALED_RUNNING(new Rot(Rot.Part.SEALED, true)),
    ROT_ACTIVE(new Rot(Rot.Part.ACTIVE, false)),
    ROT_ACTIVE_RUNNING(new Rot(Rot.Part.ACTIVE, true)),
    ROT_INDEX(new Rot(Rot.Part.INDEX, false)),
    ROT_INDEX_RUNNING(new Rot(Rot.Part.INDEX, true)),
    ROT_SNAPSHOT(new Rot(Rot.Part.SNAPSHOT, false)),
    ROT_SNAPSHOT_RUNNING(new Rot(Rot.Part.SNAPSHOT, true)),
    ROT_STATE(new Rot(Rot.Part.STATE, false)),
    ROT_STATE_RUNNING(new Rot(Rot.Part.STATE, true)),
    DISK_FULL_FOLLOWER(new DiskFull(Selector.FOLLOWER)),
    DISK_FULL_LEADER(new DiskFull(Selector.LEADER)),
    DISK_FULL_MAJORITY(new DiskFull(Selector.MAJORITY)),
    FLUSH_FAILS_FOLLOWER(new FlushTrouble(FlushTrouble.Kind.FAILS, Selector.FOLLOWER)),
    FLUSH_FAILS_LEADER(new FlushTrouble(FlushTrouble.Kind.FAILS, Selector.LEADER)),
    FLUSH_SLOW_FOLLOWER(new FlushTrouble(FlushTrouble.Kind.SLOW, Selector.FOLLOWER)),
    FLUSH_SLOW_LEADER(new FlushTrouble(FlushTrouble.Kind.SLOW, Selector.LEADER)),
    FLUSH_STALLS_FOLLOWER(new FlushTrouble(FlushTrouble.Kind.STALLS, Selector.FOLLOWER)),
    FLUSH_STALLS_LEADER(new FlushTrouble(FlushTrouble.Kind.STALLS, Selector.LEADER)),
    DIE_SEGMENT(new DieInCall(DieInCall.Part.SEGMENT)),
    DIE_STATE(new DieInCall(DieInCall.Part.STATE)),
    DIE_INDEX(new DieInCall(DieInCall.Part.INDEX)),
    DIE_SNAPSHOT(new DieInCall(DieInCall.Part.SNAPSHOT)),
    CLOCK_JUMP(new Skew(Skew.Kind.JUMP, Selector.ANY)),
    CLOCK_JUMP_LEADER(new Skew(Skew.Kind.JUMP, Selector.LEADER)),
    CLOCK_STROBE(new Skew(Skew.Kind.STROBE, Selector.ANY)),
    CLOCK_DRIFT(new Skew(Skew.Kind.DRIFT, Selector.ANY)),
    CLOCK_DRIFT_LEADER(new Skew(Skew.Kind.DRIFT, Selector.LEADER)),
    STARVE_FOLLOWER(new Starvation(Selector.FOLLOWER)),
    STARVE_LEADER(new Starvation(Selector.LEADER)),
    MEMORY_FOLLOWER(new MemoryShortage(Selector.FOLLOWER)),
    MEMORY_LEADER(new MemoryShortage(Selector.LEADER)),
    CLIENT_KILL(new ClientKill()),
    CLIENT_STORM(new ClientStorm()),
    CONSUMERS_SLOW(new SlowConsumers()),
    NAMESRV_KILL(new NameServerLoss()),
    AWAY(new Away(false)),
    AWAY_DISTURBED(new Away(true)),
    S1_PAUSE_CUT_RESUME(new PauseCutResume()),
    S2_FAILED_FLUSH(new FailedFlush()),
    S3_POWER_AGAIN_AND_AGAIN(new PowerAgainAndAgain()),
    S4_VOTER_LOSES_POWER(new VoterLosesPower()),
    S5_OLD_LEADER(new OldLeader(1)),
    S6_DEAF_LEADER(new DeafLeader()),
    S7_BRIDGE_IN_TURN(new BridgeInTurn()),
    S8_ROTTEN_AND_LEADING(new RottenAndLeading()),
    S9_NO_SOUND_MAJORITY(new NoSoundMajority()),
    S11_STATE_OF_THE_GROUP(new Sequence(
            new Kill(Selector.LEADER),
            new Away(false),
            new PowerCut(Selector.ALL, false),
            new Transfer(Transfer.Way.REPEATEDLY))),
    S12_CUT_BACK(new CutBack()),
    S13_CUT_AT_ROLL(new CutAtRoll()),
    S14_FULL_DISKS(new Sequence(new DiskFull(Selector.LEADER), new DiskFull(Selector.MAJORITY))),
    S10_SNAPSHOTS(new Sequence(new Away(true), new Rot(Rot.Part.SNAPSHOT, false), new Away(false))),
    S15_WIPED_AND_ADDED(new WipedAndAdded()),
    S16_SLOW_OLD_LEADER(new OldLeader(OldLeader.SLOW_RATE)),
    S17_A_DAY_AHEAD(new DayAhead()),
    S18_LATE_ENDS(new LeadersOverEnds()),
    S19_SLOW_FLUSHES(new SlowFlushes()),
    S20_HUNDRED_TRANSFERS(new HundredTransfers()),
    S21_UP_AND_DOWN(new UpAndDown());

    private final Fault fault;

    FaultKind(Fault fault) {
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }

    /** Whether it is a story of its own, and no part of "all". */
    public boolean isScenario() {
        return name().matches("S\\d+_.*");
    }

    /** See {@link Fault#settings}. */
    public Map<String, String> settings() {
        return fault.settings();
    }

    /** See {@link Fault#needsShims}. */
    public boolean needsShims() {
        return fault.needsShims();
    }

    /** See {@link Fault#explainedErrors}. */
    public String explainedErrors() {
        return fault.explainedErrors();
    }

    /** "kill-leader" */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The fault of that name, or all whose names begin so: "kill" stands for all kinds of kill. */
    public static Stream<FaultKind> named(String name) {
        List<FaultKind> found = matching(kind -> kind.toString().equals(name));
        if (found.isEmpty()) {
            found = matching(kind -> (name.equals("all") && !kind.isScenario())
                    || kind.toString().startsWith(name.toLowerCase(Locale.ROOT) + "-"));
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no fault is called " + name + "; there are: all, "
                    + String.join(
                            ", ",
                            Arrays.stream(values()).map(FaultKind::toString).toList()));
        }
        return found.stream();
    }

    private static List<FaultKind> matching(Predicate<FaultKind> wanted) {
        return Arrays.stream(values()).filter(wanted).toList();
    }

    /** What this back end lacks for it; "" if nothing. */
    public String lackingIn(Cluster cluster) {
        return fault.lackingIn(cluster);
    }
}
