package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;

/** S21: a group of the previous build is upgraded by half, goes back, and is upgraded to the end, one node at a time. */
final class UpAndDown extends Directed {
    private static final int ENTRIES = 50;

    @Override
    public String lackingIn(Cluster cluster) {
        if (!cluster.hasOperator()) {
            return "needs processes that can be asked to end";
        }
        return cluster.canUpgrade() ? "" : "needs --previous, a build to come from";
    }

    @Override
    String play(Stage stage) {
        List<String> nodes = stage.cluster.nodes();
        List<String> half = nodes.subList(0, nodes.size() / 2 + 1);
        List<String> steps = new ArrayList<>();
        half.forEach(node -> steps.add(restart(stage, node, true)));
        // What only this build writes, must be read by the other.
        stage.lead(half.get(0));
        stage.progress(ENTRIES, nodes);
        half.forEach(node -> steps.add(restart(stage, node, false)));
        stage.progress(ENTRIES, nodes);
        nodes.forEach(node -> steps.add(restart(stage, node, true)));
        return String.join(", ", steps);
    }

    private static String restart(Stage stage, String node, boolean upgraded) {
        stage.cluster.terminate(node);
        int code = stage.awaitExit(node, Stop.STOP_MAX);
        stage.expect(code == 0, node + " was asked to end, and ended with " + code);
        stage.cluster.kill9(node); // only takes it off the list
        if (upgraded) {
            stage.cluster.upgrade(node);
        } else {
            stage.cluster.downgrade(node);
        }
        stage.cluster.start(node);
        stage.whole();
        return node + (upgraded ? " up" : " down");
    }
}
