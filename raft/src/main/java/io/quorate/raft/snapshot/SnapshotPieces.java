package io.quorate.raft.snapshot;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A snapshot cut into the pieces in which it is stored and sent.
 *
 * @param buffers in order, none longer than {@link SnapshotStore#PIECE_BYTES_MAX}; not to be changed
 */
public record SnapshotPieces(SnapshotMeta meta, List<ByteBuffer> buffers) {}
