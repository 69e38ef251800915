package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** kill -9, all victims at once; they are started again when it is healed. */
record Kill(Selector selector) implements Fault {
    @Override
    public Wound inflict(Cluster cluster, Random random) {
        List<String> victims = selector.select(cluster, random);
        victims.forEach(cluster::kill9);
        return new Killed(cluster, victims, selector.leavesNoMajority(), "killed");
    }

    /** Also of processes that lost their power. */
    record Killed(Cluster cluster, List<String> victims, boolean leavesNoMajority, String how, Recovery recovery)
            implements Wound {
        Killed(Cluster cluster, List<String> victims, boolean leavesNoMajority, String how) {
            this(cluster, victims, leavesNoMajority, how, new Recovery(cluster));
        }

        @Override
        public Optional<String> bite() {
            boolean gone = victims.stream()
                    .allMatch(node ->
                            cluster.isFrozenOrGone(node) && cluster.status(node).isEmpty());
            return gone ? Optional.of(how + ", no process, no answer") : Optional.empty();
        }

        @Override
        public void heal() {
            victims.forEach(cluster::start);
        }

        @Override
        public Optional<String> healed() {
            return recovery.proof();
        }
    }
}
