package io.quorate.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Leases rest on clocks, so here time is one for all, but for the drift that is allowed: cores under lost and late messages,
 * cut-off leaders, restarts, transfers. {@link CoreCluster} sees every read that is older than what anybody was told.
 */
class LeaseRunTest {
    private static final int SEEDS = 300;
    private static final int ROUNDS = 400;
    private static final int DRIFT_PERCENT = 10;
    private static final int LEASE_TICKS = LeadershipConfig.leaseTicksMax(CoreCluster.ELECTION_TICKS, DRIFT_PERCENT);

    private int answeredFromLease;

    @Test
    void noReadIsStaleWhileClocksDriftNoMoreThanAllowed() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                run(seed);
            } catch (RuntimeException | Error failure) {
                throw new AssertionError("seed=" + seed + ": " + failure.getMessage(), failure);
            }
        }
        assertThat(answeredFromLease).as("reads answered without asking").isGreaterThan(SEEDS);
    }

    @Test
    void aLeaseThatCouldOutliveThePromiseIsRefused() {
        LeadershipConfig tooLong = CoreCluster.LEADERSHIP.withLease(LEASE_TICKS + 1, DRIFT_PERCENT);
        RaftConfig config = RaftConfig.of(new NodeId("n1"), 1, CoreCluster.ELECTION_TICKS, 2);
        assertThatThrownBy(() -> config.withLeadership(tooLong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("leaseTicks=8 must be at most 7: an election timeout of 10 less a clock drift of 10 %");
        assertThat(config.withLeadership(CoreCluster.LEADERSHIP.withLease(LEASE_TICKS, DRIFT_PERCENT)))
                .isNotNull();
    }

    private void run(long seed) {
        Random random = new Random(seed);
        List<NodeId> ids = List.of(new NodeId("n1"), new NodeId("n2"), new NodeId("n3"));
        CoreCluster cluster = new CoreCluster(ids, ids, seed, true);
        ids.forEach(id -> cluster.leadership.put(id, CoreCluster.LEADERSHIP.withLease(LEASE_TICKS, DRIFT_PERCENT)));
        ids.forEach(id -> cluster.add(id, List.of()));
        NodeId slow = ids.get(random.nextInt(3));
        NodeId cutOff = null;
        for (int round = 0; round < ROUNDS; round++) {
            for (CoreCluster.Member member : cluster.members.values()) {
                if (!member.id.equals(slow) || round % DRIFT_PERCENT != 0) {
                    member.tick();
                }
            }
            if (random.nextInt(15) == 0) {
                cutOff = random.nextBoolean() ? null : leaderOrAny(cluster, random).id;
            }
            disturb(cluster, random);
            network(cluster, random, cutOff);
            for (CoreCluster.Member member : new ArrayList<>(cluster.members.values())) {
                read(member);
            }
        }
    }

    private static CoreCluster.Member leaderOrAny(CoreCluster cluster, Random random) {
        return cluster.members.values().stream()
                .filter(member -> member.node.role() == Role.LEADER)
                .findAny()
                .orElse(cluster.member(cluster.ids.get(random.nextInt(3))));
    }

    private static void disturb(CoreCluster cluster, Random random) {
        CoreCluster.Member member = cluster.member(cluster.ids.get(random.nextInt(3)));
        switch (random.nextInt(30)) {
            case 0 -> member.restart();
            case 1 -> member.transfer(java.util.Optional.empty());
            case 2, 3 -> member.lost(cluster.ids.get(random.nextInt(3)));
            default -> cluster.members.values().forEach(CoreCluster.Member::propose);
        }
    }

    private static void network(CoreCluster cluster, Random random, NodeId cutOff) {
        for (int delivered = 0; !cluster.inFlight.isEmpty() && delivered < 100; delivered++) {
            RaftMessage next = cluster.inFlight.get(0);
            if (next.from().equals(cutOff) || next.to().equals(cutOff) || random.nextInt(20) == 0) {
                cluster.inFlight.remove(0);
            } else if (random.nextInt(6) == 0) {
                return; // the rest is late
            } else {
                cluster.deliver(0);
            }
        }
    }

    private void read(CoreCluster.Member member) {
        boolean fromLease = member.node.describe().holdsLease();
        member.said.clear();
        member.read();
        if (fromLease) {
            assertThat(member.said).singleElement().asString().contains(" index=");
            answeredFromLease++;
        }
    }
}
