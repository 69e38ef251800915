package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What most wounds have in common: they are over when the group is whole again. The nemesis's thread's. */
abstract class LastingWound implements Fault.Wound {
    protected final Cluster cluster;
    protected final Sabotage sabotage;
    protected final Recovery recovery;
    private final List<String> victims;
    private final List<String> broken = new ArrayList<>();

    LastingWound(Cluster cluster, List<String> victims) {
        this.cluster = cluster;
        this.sabotage = cluster.sabotage();
        this.victims = victims;
        this.recovery = new Recovery(cluster);
    }

    @Override
    public final List<String> victims() {
        return victims;
    }

    /** One that has ended is taken off the list of those that run, and then runs again. */
    protected final void restart(String node) {
        cluster.kill9(node);
        cluster.start(node);
    }

    protected final void breach(String promise) {
        broken.add(promise);
    }

    @Override
    public Optional<String> healed() {
        return recovery.proof();
    }

    @Override
    public final List<String> broken() {
        return broken;
    }
}
