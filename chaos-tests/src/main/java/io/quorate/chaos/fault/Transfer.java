package io.quorate.chaos.fault;

import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** An operator moves the leadership. */
record Transfer(Way way) implements Fault {
    private static final int REPEATED = 10;
    private static final double PAUSE_SECONDS = 1;
    private static final double LAG_SECONDS = 3;

    /** To whom, how often. */
    enum Way {
        ONCE,
        /** To a node that has just woken up and lacks what came meanwhile. */
        TO_LAGGING,
        /** Every second. */
        REPEATEDLY
    }

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.hasOperator() ? "" : "needs an operator";
    }

    @Override
    public Wound inflict(Cluster cluster, Random random) {
        Transferred moves = new Transferred(cluster, way == Way.REPEATEDLY ? REPEATED / 2 : 1);
        if (way == Way.TO_LAGGING) {
            String target = follower(cluster, random);
            cluster.pause(target);
            Polling.sleep(LAG_SECONDS);
            cluster.resume(target);
            moves.to(target);
        } else {
            repeat(cluster, random, moves, way == Way.REPEATEDLY ? REPEATED : 1);
        }
        return moves;
    }

    /** So many, one each second. */
    static Transferred repeat(Cluster cluster, Random random, Transferred moves, int times) {
        for (int i = 0; i < times; i++) {
            if (i > 0) {
                Polling.sleep(PAUSE_SECONDS);
            }
            moves.to(follower(cluster, random));
        }
        return moves;
    }

    private static String follower(Cluster cluster, Random random) {
        return Selector.FOLLOWER.select(cluster, random).get(0);
    }

    /** What the transfers came to. */
    static final class Transferred extends LastingWound {
        private final int needed;
        private final List<String> refusals = new ArrayList<>();
        private int done;

        /** @param needed transfers that must have happened, or it was none */
        Transferred(Cluster cluster, int needed) {
            super(cluster, cluster.nodes());
            this.needed = needed;
        }

        /** A refusal is an answer; what counts is who leads then. */
        void to(String target) {
            Verb verb = cluster.administer("transfer-leader", "--to", target);
            boolean leads = cluster.leader()
                    .map(NodeStatus::node)
                    .filter(target::equals)
                    .isPresent();
            if (verb.succeeded() && leads) {
                done++;
            } else {
                refusals.add(target + " " + (verb.succeeded() ? "led, but not for long" : verb.output()));
            }
        }

        @Override
        public Optional<String> bite() {
            return done >= needed
                    ? Optional.of(done + " transfers" + (refusals.isEmpty() ? "" : ", not done: " + refusals))
                    : Optional.empty();
        }

        @Override
        public void heal() {
            // Any leader is as good.
        }
    }
}
