package io.quorate.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.raft.membership.Learner;
import io.quorate.raft.membership.Membership;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cores under chance: messages lost, repeated, reordered; nodes crashing with what they had not flushed, or losing what they
 * had, a minority at a time; flushes late. The
 * cluster checks safety at each step; after the faults end it must elect and commit.
 */
class CoreRandomRunTest {
    private static final int STEPS = 3_000;
    private static final int SEEDS_PER_SIZE = 150;

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void staysSafeUnderFaultsAndAliveAfterThem(int size) {
        for (long seed = 1; seed <= SEEDS_PER_SIZE; seed++) {
            try {
                run(size, seed);
            } catch (RuntimeException | Error failure) {
                throw new AssertionError("size=" + size + " seed=" + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    private static void run(int size, long seed) {
        Random random = new Random(seed * 31 + size);
        List<NodeId> ids = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            ids.add(new NodeId("n" + i));
        }
        List<NodeId> voters = List.copyOf(ids);
        ids.add(new NodeId("n" + (size + 1))); // two that may join
        ids.add(new NodeId("n" + (size + 2)));
        CoreCluster cluster = new CoreCluster(ids, voters, seed, false);
        ids.forEach(id -> cluster.add(id, List.of()));
        int lossPercent = random.nextInt(30);
        boolean changes = random.nextBoolean();
        for (int step = 0; step < STEPS; step++) {
            act(cluster, ids.get(random.nextInt(ids.size())), random, lossPercent);
            if (changes && random.nextInt(30) == 0) {
                changeGroup(cluster, cluster.member(ids.get(random.nextInt(ids.size()))), random);
            }
        }
        cluster.checkLogMatching();
        requireProgress(cluster);
    }

    private static void act(CoreCluster cluster, NodeId id, Random random, int lossPercent) {
        CoreCluster.Member member = cluster.member(id);
        switch (random.nextInt(13)) {
            case 0, 1 -> member.tick();
            case 2 -> member.propose();
            case 3, 4 -> member.flush();
            case 5 -> {
                if (random.nextInt(40) == 0) {
                    restart(cluster, member, random);
                }
            }
            case 6 -> {
                if (random.nextInt(20) == 0) {
                    member.lost(cluster.ids.get(random.nextInt(cluster.ids.size())));
                }
            }
            case 7 -> member.read();
            default -> network(cluster, random, lossPercent);
        }
    }

    /** Now and then part of the log is lost, if what is lost at other nodes leaves a majority whole. */
    private static void restart(CoreCluster cluster, CoreCluster.Member member, Random random) {
        long repairing = cluster.members.values().stream()
                .filter(other -> other != member && other.repairing)
                .count();
        int voters = cluster.members.values().stream()
                .mapToInt(each -> each.node.membership().voters().size())
                .filter(count -> count > 0)
                .min()
                .orElse(0);
        boolean mayLose = repairing < (voters - 1) / 2;
        if (mayLose && member.log.flushedIndex() > 0 && random.nextInt(3) == 0) {
            // Mostly the end, which is what may not have reached everybody.
            long lost = random.nextInt(4) == 0 ? member.log.flushedIndex() : 3;
            member.damage(Math.max(0, member.log.flushedIndex() - 1 - random.nextInt((int) lost)));
        } else {
            member.restart();
        }
    }

    /** Whoever takes itself for the leader is asked for anything at all; most of it will be refused. */
    private static void changeGroup(CoreCluster cluster, CoreCluster.Member asked, Random random) {
        Membership now = asked.node.membership();
        NodeId other = cluster.ids.get(random.nextInt(cluster.ids.size()));
        // A group that shrinks to what is under repair waits for an operator: not here.
        boolean repairing = cluster.members.values().stream().anyMatch(member -> member.repairing);
        if (asked.node.role() != Role.LEADER || repairing) {
            return;
        }
        if (now.find(other).isEmpty()) {
            boolean committed = asked.node.describe().membership().index() <= asked.node.committedIndex();
            if (committed && random.nextInt(3) == 0 && isRemovedForAll(cluster, other)) {
                cluster.member(other).wipe();
            }
            asked.change(now.withLearner(new Learner(cluster.asMember(other), random.nextInt(4) > 0)));
        } else if (now.isVoter(other) || random.nextInt(4) == 0) {
            asked.change(now.without(other));
        } else {
            asked.change(now.promoted(other));
        }
    }

    /** Whether its disk is needed by nobody: also those behind know that it is out. */
    private static boolean isRemovedForAll(CoreCluster cluster, NodeId node) {
        return cluster.members.values().stream()
                .allMatch(member -> member.node.membership().find(node).isEmpty());
    }

    private static void network(CoreCluster cluster, Random random, int lossPercent) {
        if (cluster.inFlight.isEmpty()) {
            return;
        }
        int at = random.nextInt(3) == 0 ? random.nextInt(cluster.inFlight.size()) : 0;
        int fate = random.nextInt(100);
        if (fate < lossPercent) {
            cluster.inFlight.remove(at);
        } else {
            if (fate > 95) {
                cluster.inFlight.add(cluster.inFlight.get(at)); // delivered twice
            }
            cluster.deliver(at);
        }
    }

    private static void requireProgress(CoreCluster cluster) {
        long before = cluster.appliedIndexes().size();
        for (int round = 0; round < 40 * CoreCluster.ELECTION_TICKS; round++) {
            cluster.members.values().forEach(CoreCluster.Member::tick);
            cluster.members.values().forEach(CoreCluster.Member::flush);
            for (int delivered = 0; !cluster.inFlight.isEmpty() && delivered < 500; delivered++) {
                cluster.deliver(0);
            }
            cluster.members.values().forEach(CoreCluster.Member::flush);
        }
        CoreCluster.Member leader = cluster.members.values().stream()
                .filter(member -> member.node.role() == Role.LEADER)
                .max(Comparator.comparingLong(member -> member.node.term()))
                .orElseThrow(() -> new AssertionError("no leader after the faults ended"));
        // Without a single new proposal: what earlier terms left behind commits with the leader's NOOP.
        assertThat(leader.appliedIndex).isEqualTo(leader.log.lastIndex());
        assertThat(leader.propose()).isTrue();
        cluster.members.values().forEach(CoreCluster.Member::forgetSaid);
        cluster.members.values().forEach(CoreCluster.Member::read);
        for (int round = 0; round < 10 * CoreCluster.ELECTION_TICKS; round++) {
            cluster.members.values().forEach(CoreCluster.Member::flush);
            for (int delivered = 0; !cluster.inFlight.isEmpty() && delivered < 500; delivered++) {
                cluster.deliver(0);
            }
            cluster.members.values().forEach(CoreCluster.Member::tick);
        }
        assertThat((long) cluster.appliedIndexes().size()).isGreaterThan(before);
        long last = leader.log.lastIndex();
        for (var member : leader.node.membership().members()) {
            CoreCluster.Member each = cluster.member(member.node());
            assertThat(each.appliedIndex).isEqualTo(last);
            assertThat(each.said).singleElement().asString().contains(" index=");
        }
    }
}
