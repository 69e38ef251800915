package io.quorate.simulation.fault;

import java.util.Locale;
import java.util.function.Supplier;

/** All kinds of faults. A new one is a line here and a class. */
public enum FaultKind {
    CRASH(Crash::ofOne, 8),
    CRASH_LEADER(Crash::ofTheLeader, 8),
    CRASH_ALL(Crash::ofAll, 2),
    KILL(Crash::byKill, 4),
    CRASH_AT_MOMENT(CrashAtMoment::new, 10),
    PAUSE(Pause::new, 4),
    ISOLATE(Cut::isolating, 6),
    PARTITION(Cut::inTwo, 5),
    BRIDGE(Cut::withBridge, 3),
    ONE_WAY(Cut::oneWay, 5),
    SLOW_LINK(SlowLink::new, 4),
    HOLD_AND_RELEASE(HoldAndRelease::new, 4),
    CLOCK_JUMP(ClockJump::new, 2),
    CLOCK_RATE(ClockRate::new, 3),
    SLOW_FLUSH(SlowFlush::new, 6),
    STALLED_FLUSH(StalledFlush::new, 4),
    FAILED_FLUSH(FailedFlush::new, 4),
    FULL_DISK(FullDisk::new, 3),
    DAMAGE(Damage::new, 2),
    TRANSFER(Transfer::new, 4);

    private final Supplier<Fault> maker;
    private final int weight;

    FaultKind(Supplier<Fault> maker, int weight) {
        this.maker = maker;
        this.weight = weight;
    }

    Fault make() {
        return maker.get();
    }

    /** How often it comes, compared with the others, where a seed has it on. */
    int weight() {
        return weight;
    }

    public String description() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
