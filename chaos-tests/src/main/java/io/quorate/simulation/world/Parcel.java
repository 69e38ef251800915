package io.quorate.simulation.world;

import io.quorate.raft.RaftMessage;
import java.nio.ByteBuffer;

/**
 * What travels over a link.
 *
 * @param storageId the sender's disk, as its hello said
 * @param entries bytes of an append request's entries
 */
record Parcel(RaftMessage message, long storageId, ByteBuffer entries) {}
