package io.quorate.chaos.fault;

import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.LinkRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** S7: two nodes do not see each other, both see the third, and each of the three leads when it begins: whoever leads stays. */
final class BridgeInTurn extends Directed {
    private static final double HOLD_SECONDS = 40;
    /** In that time. None should be, but this machine may be busy. */
    private static final int LEADERS_MAX = 1;

    private static final int ENTRIES = 20;

    @Override
    public String lackingIn(Cluster cluster) {
        return cluster.hasOperator() ? lacking(cluster, false, true) : "needs an operator";
    }

    @Override
    String play(Stage stage) {
        List<String> proofs = new ArrayList<>();
        for (String leader : stage.cluster.nodes()) {
            stage.whole();
            stage.lead(leader);
            proofs.add(cut(stage, leader));
        }
        return String.join("; ", proofs);
    }

    private static String cut(Stage stage, String leader) {
        String one = stage.cluster.nodes().get(0);
        String other = stage.cluster.nodes().get(1);
        TermsLed led = new TermsLed(stage.cluster);
        stage.disturb(List.of(LinkRule.cut(one, other), LinkRule.cut(other, one)));
        long before = committed(stage);
        Polling.sleep(HOLD_SECONDS);
        long after = committed(stage);
        Set<Long> terms = led.since();
        List<Long> packets = stage.cluster.disturbedPackets();
        String where = one + " and " + other + " cut from each other while " + leader + " led";
        stage.expect(terms.size() <= LEADERS_MAX, where + ": leaders of terms " + terms + " in " + HOLD_SECONDS + " s");
        stage.expect(after - before >= ENTRIES, where + ": " + (after - before) + " entries in " + HOLD_SECONDS + " s");
        stage.disturb(List.of());
        if (packets.stream().noneMatch(lost -> lost > 0)) {
            throw new AssertionError(where + ": no packet was lost");
        }
        return where + ": " + (after - before) + " entries, then leaders of terms " + terms + ", packets lost "
                + packets;
    }

    private static long committed(Stage stage) {
        return stage.cluster.leader().map(NodeStatus::committedIndex).orElse(0L);
    }
}
