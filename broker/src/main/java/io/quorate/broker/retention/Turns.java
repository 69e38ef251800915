package io.quorate.broker.retention;

import io.quorate.raft.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * Who may delete when. The replicas of a group take turns, the followers by the order of their names and the leader last: if
 * what one of them deletes turns out to be wrong, by a wrong clock or a wrong setting, it is still there on the others for some
 * minutes, and above all on the one that serves it.
 */
final class Turns {
    private static final int TURN_MINUTES_MAX = 5;
    private static final int MINUTES_PER_HOUR = 60;

    private Turns() {}

    /**
     * Whether it is this replica's turn. Turns go round from the beginning of each hour.
     *
     * @param members of the group, in order; without {@code self} if that is none
     */
    static boolean isOwn(NodeId self, Optional<NodeId> leader, List<NodeId> members, int minuteOfHour) {
        int own = members.indexOf(self);
        if (own < 0 || members.size() == 1) {
            return true; // nobody to take turns with
        }
        int leads = leader.map(members::indexOf).orElse(-1);
        int turn = own;
        if (own == leads) {
            turn = members.size() - 1;
        } else if (leads >= 0 && leads < own) {
            turn = own - 1;
        }
        int turnMinutes = Math.max(1, Math.min(TURN_MINUTES_MAX, MINUTES_PER_HOUR / members.size()));
        return minuteOfHour / turnMinutes % members.size() == turn;
    }
}
