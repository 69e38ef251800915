package io.quorate.simulation.fault;

import java.util.Locale;

/** All kinds of faults. A new one is a line here, one in {@link #make}, and a class. */
public enum FaultKind {
    CRASH(8),
    CRASH_LEADER(8),
    CRASH_ALL(2),
    KILL(4),
    CRASH_AT_MOMENT(10),
    PAUSE(4),
    ISOLATE(6),
    PARTITION(5),
    BRIDGE(3),
    ONE_WAY(5),
    SLOW_LINK(4),
    HOLD_AND_RELEASE(4),
    CLOCK_JUMP(2),
    CLOCK_RATE(3),
    SLOW_FLUSH(6),
    STALLED_FLUSH(4),
    FAILED_FLUSH(4),
    FULL_DISK(3),
    DAMAGE(2),
    ROT(6),
    TRANSFER(4),
    RELEASE(3),
    WIPED_DISK(3),
    ADD_MEMBER(5),
    PROMOTE_MEMBER(2),
    REMOVE_MEMBER(4),
    REPLACE_MEMBER(5),
    SEVERAL_CHANGES(3);

    private final int weight;

    FaultKind(int weight) {
        this.weight = weight;
    }

    Fault make() {
        return switch (this) {
            case CRASH -> Crash.ofOne();
            case CRASH_LEADER -> Crash.ofTheLeader();
            case CRASH_ALL -> Crash.ofAll();
            case KILL -> Crash.byKill();
            case CRASH_AT_MOMENT -> new CrashAtMoment();
            case PAUSE -> new Pause();
            case ISOLATE -> Cut.isolating();
            case PARTITION -> Cut.inTwo();
            case BRIDGE -> Cut.withBridge();
            case ONE_WAY -> Cut.oneWay();
            case SLOW_LINK -> new SlowLink();
            case HOLD_AND_RELEASE -> new HoldAndRelease();
            case CLOCK_JUMP -> new ClockJump();
            case CLOCK_RATE -> new ClockRate();
            case SLOW_FLUSH -> new SlowFlush();
            case STALLED_FLUSH -> new StalledFlush();
            case FAILED_FLUSH -> new FailedFlush();
            case FULL_DISK -> new FullDisk();
            case DAMAGE -> new Damage();
            case ROT -> new Rot();
            case TRANSFER -> new Transfer();
            case RELEASE -> new Release();
            case WIPED_DISK -> new WipedDisk();
            case ADD_MEMBER -> ChangeMembers.add();
            case PROMOTE_MEMBER -> ChangeMembers.promote();
            case REMOVE_MEMBER -> ChangeMembers.remove();
            case REPLACE_MEMBER -> ChangeMembers.replace();
            case SEVERAL_CHANGES -> ChangeMembers.several();
        };
    }

    /** How often it comes, compared with the others, where a seed has it on. */
    int weight() {
        return weight;
    }

    boolean changesMembers() {
        return switch (this) {
            case WIPED_DISK, ADD_MEMBER, PROMOTE_MEMBER, REMOVE_MEMBER, REPLACE_MEMBER, SEVERAL_CHANGES -> true;
            default -> false;
        };
    }

    public String description() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
