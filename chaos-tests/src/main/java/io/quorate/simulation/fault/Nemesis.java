package io.quorate.simulation.fault;

import io.quorate.simulation.world.SimulatedGroup;
import io.quorate.simulation.world.SimulatedNode;
import java.util.List;

/** Makes the faults of a schedule happen. */
public final class Nemesis {
    private final SimulatedGroup group;
    private final FaultAtlas atlas;
    private final FaultTally tally = new FaultTally();
    private final Moments moments = new Moments();

    public Nemesis(SimulatedGroup group) {
        this.group = group;
        this.atlas = new FaultAtlas(group);
        group.addObserver(moments);
    }

    public void plan(List<PlannedFault> schedule) {
        for (PlannedFault planned : schedule) {
            group.timeline()
                    .after(
                            planned.atMicros() - group.timeline().nowMicros(),
                            () -> planned.kind().make().inject(new Injection(planned, group, atlas, tally, moments)));
        }
    }

    /** What still waits for its moment never happens. */
    public void stop() {
        moments.clear();
        atlas.close();
    }

    /** Whether the node's disk was damaged: it may be unable to take part again. */
    public boolean isDamaged(SimulatedNode node) {
        return atlas.isDamaged(node);
    }

    public FaultTally tally() {
        return tally;
    }
}
