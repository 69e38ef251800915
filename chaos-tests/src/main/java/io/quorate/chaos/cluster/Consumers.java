package io.quorate.chaos.cluster;

import java.util.List;

/** Those who consume in a run, and what a fault may do to them. Used by one thread. */
public interface Consumers {
    /** What they are called in proofs. */
    String name();

    /** From now on each of them, and whoever joins them, takes so much longer for each message. 0: no longer. */
    void slowDown(long millisPerMessage);

    /** How far they are in each of their queues, by the leader's word; empty if it has none at the moment. */
    List<Place> places();

    /**
     * How far one consumer group is in one queue.
     *
     * @param done what lies before this queue offset is done with
     * @param end of the queue
     */
    record Place(String consumerGroup, String queue, long done, long end) {
        public long behind() {
            return end - done;
        }

        /** Whether this is about the same group and queue. */
        public boolean isOf(Place other) {
            return consumerGroup.equals(other.consumerGroup) && queue.equals(other.queue);
        }
    }
}
