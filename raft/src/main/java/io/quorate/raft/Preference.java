package io.quorate.raft;

import io.quorate.raft.progress.Progress;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the voter a leader should give way to: one of higher priority that has long been in contact and caught up. A break
 * of either begins its time anew, and attempts are far apart, so that a node that comes and goes does not take leadership
 * along.
 */
final class Preference {
    private final LeadershipConfig config;
    private final Map<NodeId, Integer> steadyTicks = new TreeMap<>();

    Preference(LeadershipConfig config) {
        this.config = config;
    }

    /**
     * @param voters those in contact
     * @param committedBefore committed a heartbeat ago: who has that on disk has caught up
     */
    void tick(Map<NodeId, Progress> voters, long committedBefore) {
        steadyTicks.keySet().retainAll(voters.keySet());
        voters.forEach((voter, each) -> {
            boolean steady = each.priority() > config.priority() && each.flushedIndex() >= committedBefore;
            if (steady) {
                steadyTicks.merge(voter, 1, Integer::sum);
            } else {
                steadyTicks.remove(voter);
            }
        });
    }

    void lost(NodeId voter) {
        steadyTicks.remove(voter);
    }

    /** The voter in contact of the highest priority that has been steady for long enough; null if none is. */
    NodeId preferred(Map<NodeId, Progress> voters) {
        NodeId best = null;
        for (Map.Entry<NodeId, Integer> each : steadyTicks.entrySet()) {
            boolean longEnough = each.getValue() >= config.preferredTicks();
            boolean better = best == null
                    || voters.get(each.getKey()).priority() > voters.get(best).priority();
            if (longEnough && better) {
                best = each.getKey();
            }
        }
        return best;
    }
}
