package io.quorate.client.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Which queues of a topic a member of a consumer group reads: contiguous shares of the sorted queues, in the order of
 * the sorted member ids, the first ones one larger. Each member computes only its own share, so all must compute
 * alike: this is the default strategy of the RocketMQ clients ("averagely"), which may be members too.
 */
public final class AverageAllocation {
    private AverageAllocation() {}

    /** Empty when {@code self} is not among the members. The queues must come sorted; the ids need not. */
    public static <T> List<T> shareOf(String self, List<String> memberIds, List<T> sortedQueues) {
        List<String> members = new ArrayList<>(new TreeSet<>(memberIds));
        int rank = members.indexOf(self);
        if (rank < 0 || sortedQueues.isEmpty()) {
            return List.of();
        }
        int queueCount = sortedQueues.size();
        int each = queueCount / members.size();
        int larger = queueCount % members.size();
        int start = rank * each + Math.min(rank, larger);
        int end = start + each + (rank < larger ? 1 : 0);
        return List.copyOf(sortedQueues.subList(start, end));
    }
}
