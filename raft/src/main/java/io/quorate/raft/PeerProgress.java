package io.quorate.raft;

/**
 * A follower as its leader sees it.
 *
 * @param flushedIndex agreed and on its disk up to here
 * @param nextIndex first entry not yet sent
 * @param state how it is sent to: probing, replicating, ...
 * @param voter whether it counts; false for a learner
 * @param silentTicks since it was heard, over the present connection; {@link #NEVER} if it was not
 * @param priority as it told
 */
public record PeerProgress(
        NodeId peer,
        boolean voter,
        long flushedIndex,
        long nextIndex,
        String state,
        int inflightRequests,
        long inflightBytes,
        int silentTicks,
        int priority) {
    public static final int NEVER = Integer.MAX_VALUE;
}
