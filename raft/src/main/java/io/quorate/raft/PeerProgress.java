package io.quorate.raft;

/**
 * A follower as its leader sees it.
 *
 * @param flushedIndex agreed and on its disk up to here
 * @param nextIndex first entry not yet sent
 */
public record PeerProgress(
        NodeId peer, long flushedIndex, long nextIndex, String state, int inflightRequests, long inflightBytes) {}
