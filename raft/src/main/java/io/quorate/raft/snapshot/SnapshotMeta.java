package io.quorate.raft.snapshot;

import io.quorate.raft.log.LogBase;
import io.quorate.raft.membership.IndexedMembership;

/**
 * What is known of a snapshot without its state. Replicas that applied the same entries make the same one, byte for byte.
 *
 * @param base the place in the log it was taken at: behind {@code base.index()}
 * @param membership the group's at that place
 * @param lengthBytes of the whole snapshot, as it is stored and sent
 * @param checksum of the whole snapshot
 */
public record SnapshotMeta(LogBase base, IndexedMembership membership, long lengthBytes, long checksum) {}
