package io.quorate.chaos.fault;

import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * S15: a node loses its disk, and with another one down the third must not find a majority in it. Then it is taken out, wiped, and
 * added again under its name; at last a change of members is asked for and the leader killed in the same moment.
 */
final class WipedAndAdded extends Directed {
    private static final Duration ELECTION_MAX = Duration.ofSeconds(8);
    private static final double STEP_DOWN_SECONDS = 3;
    private static final double VERB_SECONDS = 0.3;

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.hasOperator() ? lacking(cluster, false, false, Sabotage.Means.STORES) : "needs an operator";
    }

    @Override
    String play(Stage stage) {
        String wiped = stage.others(stage.leader()).get(0);
        countsForNothing(stage, wiped);
        Comeback.replace(stage.cluster, wiped).ifPresent(said -> stage.expect(false, said));
        stage.whole();
        removeAndAdd(stage, wiped);
        changeAndKill(stage);
        return wiped + " wiped and taken back, removed and added; a leader killed amid a change";
    }

    private static void countsForNothing(Stage stage, String wiped) {
        Comeback.wipe(stage.cluster, wiped);
        stage.cluster.start(wiped);
        Polling.poll(ELECTION_MAX, () -> stage.cluster.status(wiped).filter(NodeStatus::isOutside));
        String leader = stage.leader();
        String other = stage.others(leader, wiped).get(0);
        // Whoever is up longest has the log; were the other the one that stays, it would be the same.
        stage.cluster.kill9(leader);
        Polling.sleep(STEP_DOWN_SECONDS);
        Optional<NodeStatus> elected =
                Polling.poll(ELECTION_MAX, () -> stage.cluster.leaderAmong(List.of(wiped, other)));
        elected.ifPresent(
                who -> stage.expect(false, who.node() + " was elected with a node's help that had lost its disk"));
        stage.cluster.start(leader);
        stage.leader();
    }

    private static void removeAndAdd(Stage stage, String node) {
        stage.expect(
                stage.cluster.administer("member", "remove", "--node", node).succeeded(),
                node + " could not be removed");
        Comeback.wipe(stage.cluster, node);
        stage.cluster.start(node);
        Comeback.add(stage.cluster, node).ifPresent(said -> stage.expect(false, said));
        stage.whole();
    }

    private static void changeAndKill(Stage stage) {
        String leader = stage.leader();
        String node = stage.others(leader).get(0);
        Thread operator = new Thread(() -> stage.cluster.administer("member", "remove", "--node", node), "operator");
        operator.setDaemon(true);
        operator.start();
        Polling.sleep(VERB_SECONDS * stage.random.nextDouble());
        stage.cluster.kill9(leader);
        Polling.sleep(STEP_DOWN_SECONDS);
        stage.cluster.start(leader);
        stage.leader();
        try {
            operator.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        // It was carried out, or it was not; in the end it belongs to the group.
        boolean out = stage.cluster.status(node).filter(NodeStatus::isOutside).isPresent();
        if (out || stage.cluster.administer("member", "remove", "--node", node).succeeded()) {
            Comeback.wipe(stage.cluster, node);
            stage.cluster.start(node);
            Comeback.add(stage.cluster, node).ifPresent(said -> stage.expect(false, said));
        }
    }
}
