package io.quorate.raft.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.raft.NodeId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Nodes that form a group while they crash, lose their disks, and hear late what was said to them. At no time may there be
 * two groups of which a majority of the disks is alive. (Of one that lost a majority nothing is promised.)
 */
class FormationCrashTest {
    private static final List<NodeId> IDS = List.of(new NodeId("n1"), new NodeId("n2"), new NodeId("n3"));
    private static final int SEEDS = 20_000;
    private static final int STEPS = 80;

    /** Said on a connection between two processes: it arrives as long as the one it was said to lives. */
    private record Said(
            Introduction by, Node to, int lifeOfReceiver, Node asker, int lifeOfAsker, boolean isAnswer, long ticket) {}

    private static final class Node {
        final NodeId id;
        int life;
        long disk;
        Optional<Membership> record = Optional.empty();
        Formation formation;

        Node(NodeId id, long disk) {
            this.id = id;
            wiped(disk);
        }

        void wiped(long newDisk) {
            disk = newDisk;
            record = Optional.empty();
            restarted();
        }

        void restarted() {
            life++;
            formation = new Formation(FormationTest.fresh(id, disk));
        }

        Introduction introduction() {
            Introduction fresh = FormationTest.fresh(id, disk);
            return record.map(fresh::formed).orElse(fresh);
        }

        void heard(Said said) {
            if (record.isEmpty()) {
                record = said.isAnswer() ? formation.answered(said.by(), said.ticket()) : formation.heard(said.by());
            }
        }
    }

    @Test
    void thereIsNeverASecondGroup() {
        int formed = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            formed += run(seed);
        }
        assertThat(formed).as("runs in which a group was formed").isGreaterThan(SEEDS / 2);
    }

    private static int run(long seed) {
        Random random = new Random(seed);
        long nextDisk = 1;
        Map<NodeId, Node> nodes = new TreeMap<>();
        for (NodeId id : IDS) {
            nodes.put(id, new Node(id, nextDisk++));
        }
        List<Said> underWay = new ArrayList<>();
        boolean formed = false;
        for (int step = 0; step < STEPS; step++) {
            Node node = nodes.get(IDS.get(random.nextInt(IDS.size())));
            Node other = nodes.get(IDS.get(random.nextInt(IDS.size())));
            switch (random.nextInt(24)) {
                case 0 -> node.restarted();
                case 1 -> node.wiped(nextDisk++);
                case 2 -> {
                    if (random.nextInt(4) == 0) {
                        node.formation.lost(other.id);
                    }
                }
                case 3, 4, 5, 6, 7, 8 -> {
                    if (node != other) {
                        underWay.add(new Said(
                                node.introduction(),
                                other,
                                other.life,
                                node,
                                node.life,
                                false,
                                node.formation.ticket()));
                    }
                }
                default -> {
                    if (!underWay.isEmpty()) {
                        deliver(underWay.remove(random.nextInt(underWay.size())), underWay);
                    }
                }
            }
            Set<Membership> records = new HashSet<>();
            nodes.values()
                    .forEach(each ->
                            each.record.filter(record -> isAlive(record, nodes)).ifPresent(records::add));
            assertThat(records).as("seed " + seed + ", step " + step).hasSizeLessThanOrEqualTo(1);
            formed |= !records.isEmpty();
        }
        return formed ? 1 : 0;
    }

    private static boolean isAlive(Membership record, Map<NodeId, Node> nodes) {
        long disks = record.voters().stream()
                .filter(voter -> nodes.get(voter.node()).disk == voter.storageId())
                .count();
        return 2 * disks > record.voters().size();
    }

    private static void deliver(Said said, List<Said> underWay) {
        Node receiver = said.to();
        if (receiver.life != said.lifeOfReceiver()) {
            return;
        }
        receiver.heard(said);
        if (!said.isAnswer()) {
            underWay.add(new Said(
                    receiver.introduction(),
                    said.asker(),
                    said.lifeOfAsker(),
                    receiver,
                    receiver.life,
                    true,
                    said.ticket()));
        }
    }
}
