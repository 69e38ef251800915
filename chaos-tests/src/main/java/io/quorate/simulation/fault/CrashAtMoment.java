package io.quorate.simulation.fault;

import io.quorate.simulation.fault.Moments.Moment;
import io.quorate.simulation.world.SimulatedNode;
import java.util.List;

/** A power loss just when a node does what must not be taken back, or a moment later. */
final class CrashAtMoment implements Fault {
    private static final long LATER_MEAN_MICROS = 3_000;

    private final List<Moment> moments;
    private final boolean leaderOften;

    private CrashAtMoment(List<Moment> moments, boolean leaderOften) {
        this.moments = moments;
        this.leaderOften = leaderOften;
    }

    static CrashAtMoment any() {
        return new CrashAtMoment(List.of(Moment.values()), true);
    }

    static CrashAtMoment ofSnapshots() {
        return new CrashAtMoment(List.of(Moment.BASE_MOVES, Moment.SNAPSHOT_STEP, Moment.INSTALLATION), false);
    }

    @Override
    public void inject(Injection injection) {
        Moment moment = injection.chance().pick(moments);
        boolean leaderOnly = leaderOften && injection.chance().coin();
        long delayMicros = injection.chance().coin() ? 0 : injection.chance().exponential(LATER_MEAN_MICROS);
        boolean all = injection.chance().percent(15);
        injection.injected("when " + moment + (leaderOnly ? " at the leader" : ""));
        injection
                .moments()
                .once(
                        (happening, node) -> happening == moment
                                && (!leaderOnly
                                        || injection
                                                .leader()
                                                .filter(leader -> leader == node)
                                                .isPresent()),
                        // Planned, since the node is in the middle of something now.
                        node -> injection.group().timeline().after(delayMicros, () -> crash(injection, node, all)));
    }

    private static void crash(Injection injection, SimulatedNode node, boolean all) {
        for (SimulatedNode each : injection.group().nodes()) {
            if (each.isUp() && (all || each == node)) {
                injection.bites();
                each.crash();
                Losses.tell(injection, each, 30);
                injection.atTheEnd(each::start);
            }
        }
    }
}
