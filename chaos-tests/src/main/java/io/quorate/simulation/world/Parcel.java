package io.quorate.simulation.world;

import io.quorate.raft.RaftMessage;
import java.nio.ByteBuffer;

/**
 * What travels over a link.
 *
 * @param storageId the sender's disk, as its hello said
 * @param entries bytes of an append request's entries
 * @param corrupt whether those bytes are not what was sent: whoever gets them must not take them for a message
 */
record Parcel(RaftMessage message, long storageId, ByteBuffer entries, boolean corrupt) {
    Parcel(RaftMessage message, long storageId, ByteBuffer entries) {
        this(message, storageId, entries, false);
    }
}
