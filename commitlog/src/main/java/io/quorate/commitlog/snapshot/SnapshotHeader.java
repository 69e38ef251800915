package io.quorate.commitlog.snapshot;

import io.quorate.raft.log.CorruptEntryException;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.membership.MembershipCodec;
import io.quorate.raft.snapshot.SnapshotMeta;
import io.quorate.raft.snapshot.SnapshotStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How a snapshot begins. It is also the first piece of it. Big-endian.
 *
 * <pre>
 *  0 int   magic "QRSN"
 *  4 int   crc32c            over bytes [8, headerBytes): with those of the pieces in it, the checksum of the whole
 *  8 int   version 1
 * 12 int   headerBytes
 * 16 long  base: index
 * 24 long        term
 * 32 long        position
 * 40 long        timestampMillis
 * 48 long        fingerprint
 * 56 long  stateBytes
 * 64 int   pieceBytes        each piece of the state is this long, but for the last
 * 68 int   membershipBytes
 * 72 long  membershipIndex
 * 80 membership, see {@link MembershipCodec}
 *    int   crc32c of each piece of the state
 * </pre>
 * The state follows, its bytes in one run.
 */
record SnapshotHeader(
        SnapshotMeta meta, int headerBytes, int stateBytes, int pieceBytes, List<Integer> pieceChecksums) {
    private static final int MAGIC = 0x5152534E;
    private static final int VERSION = 1;
    private static final int CRC_AT = 4;
    private static final int CHECKED_FROM = 8;
    private static final int VERSION_AT = 8;
    private static final int HEADER_BYTES_AT = 12;
    private static final int BASE_AT = 16;
    private static final int STATE_BYTES_AT = 56;
    private static final int PIECE_BYTES_AT = 64;
    private static final int MEMBERSHIP_BYTES_AT = 68;
    private static final int MEMBERSHIP_INDEX_AT = 72;
    private static final int MEMBERSHIP_AT = 80;
    /** What must be read to know how long the header is. */
    static final int FIXED_BYTES = MEMBERSHIP_AT;

    /** The header of a snapshot of this state, given in pieces. */
    static ByteBuffer encode(LogBase base, IndexedMembership membership, int pieceBytes, List<ByteBuffer> statePieces) {
        ByteBuffer members = MembershipCodec.encode(membership.membership());
        int headerBytes = MEMBERSHIP_AT + members.remaining() + Integer.BYTES * statePieces.size();
        long stateBytes = statePieces.stream().mapToLong(ByteBuffer::remaining).sum();
        ByteBuffer header = ByteBuffer.allocate(headerBytes);
        header.putInt(MAGIC).putInt(0).putInt(VERSION).putInt(headerBytes);
        header.putLong(base.index()).putLong(base.term()).putLong(base.position());
        header.putLong(base.timestampMillis()).putLong(base.fingerprint());
        header.putLong(stateBytes).putInt(pieceBytes).putInt(members.remaining());
        header.putLong(membership.index()).put(members);
        statePieces.forEach(piece -> header.putInt(crcOf(piece)));
        return header.putInt(CRC_AT, headerCrc(header)).flip();
    }

    /** How long the header is that begins with these bytes; 0 if they begin none. */
    static int headerBytes(ByteBuffer start) {
        boolean begins = start.remaining() >= FIXED_BYTES && start.getInt(0) == MAGIC;
        int headerBytes = begins ? start.getInt(HEADER_BYTES_AT) : 0;
        return headerBytes >= FIXED_BYTES && headerBytes <= SnapshotStore.PIECE_BYTES_MAX ? headerBytes : 0;
    }

    /** Whether these bytes, from 0 to their limit, are a whole header, whatever its version. */
    static boolean isSound(ByteBuffer bytes) {
        return headerBytes(bytes) == bytes.limit() && bytes.getInt(CRC_AT) == headerCrc(bytes);
    }

    /** Whether a sound header is of the version read here. */
    static boolean isKnownVersion(ByteBuffer bytes) {
        return bytes.getInt(VERSION_AT) == VERSION;
    }

    /** Reads a sound header. Empty if what it says cannot be: then somebody made it so. */
    static Optional<SnapshotHeader> decode(ByteBuffer soundBytes, long lengthBytes) {
        ByteBuffer bytes = soundBytes.duplicate().position(0);
        int headerBytes = bytes.limit();
        long stateBytes = bytes.getLong(STATE_BYTES_AT);
        int pieceBytes = bytes.getInt(PIECE_BYTES_AT);
        int membershipBytes = bytes.getInt(MEMBERSHIP_BYTES_AT);
        boolean sizesAgree = stateBytes >= 0
                && lengthBytes <= Integer.MAX_VALUE // it is read through one view
                && stateBytes == lengthBytes - headerBytes
                && pieceBytes > 0
                && pieceBytes <= SnapshotStore.PIECE_BYTES_MAX
                && membershipBytes >= 0
                && membershipBytes <= headerBytes - MEMBERSHIP_AT;
        if (!sizesAgree) {
            return Optional.empty();
        }
        long pieceCount = (stateBytes + pieceBytes - 1) / pieceBytes;
        if (MEMBERSHIP_AT + membershipBytes + Integer.BYTES * pieceCount != headerBytes) {
            return Optional.empty();
        }
        Optional<LogBase> base = base(bytes);
        Optional<IndexedMembership> membership = membership(bytes, membershipBytes);
        if (base.isEmpty() || membership.isEmpty()) {
            return Optional.empty();
        }
        List<Integer> checksums = new ArrayList<>();
        for (int at = MEMBERSHIP_AT + membershipBytes; at < headerBytes; at += Integer.BYTES) {
            checksums.add(bytes.getInt(at));
        }
        SnapshotMeta meta = new SnapshotMeta(base.get(), membership.get(), lengthBytes, checksum(bytes));
        return Optional.of(new SnapshotHeader(meta, headerBytes, (int) stateBytes, pieceBytes, List.copyOf(checksums)));
    }

    private static Optional<LogBase> base(ByteBuffer bytes) {
        ByteBuffer from = bytes.duplicate().position(BASE_AT);
        long index = from.getLong();
        long term = from.getLong();
        long position = from.getLong();
        boolean canBe = index > 0 && term > 0 && position > 0;
        return canBe
                ? Optional.of(new LogBase(index, term, position, from.getLong(), from.getLong()))
                : Optional.empty();
    }

    private static Optional<IndexedMembership> membership(ByteBuffer bytes, int membershipBytes) {
        long index = bytes.getLong(MEMBERSHIP_INDEX_AT);
        try {
            Membership members = MembershipCodec.decode(bytes.slice(MEMBERSHIP_AT, membershipBytes));
            return index < 0 ? Optional.empty() : Optional.of(new IndexedMembership(index, members));
        } catch (CorruptEntryException malformed) {
            return Optional.empty();
        }
    }

    /** What {@link SnapshotMeta#checksum()} is for a snapshot with this header. */
    static long checksum(ByteBuffer header) {
        return Integer.toUnsignedLong(header.getInt(CRC_AT));
    }

    int pieceCount() {
        return pieceChecksums.size();
    }

    /** Which piece of the state starts at this offset of the snapshot; -1 if none does. */
    int pieceAt(long offset) {
        long inState = offset - headerBytes;
        boolean starts = inState >= 0 && inState < stateBytes && inState % pieceBytes == 0;
        return starts ? (int) (inState / pieceBytes) : -1;
    }

    int pieceLengthBytes(int piece) {
        return Math.min(pieceBytes, stateBytes - piece * pieceBytes);
    }

    boolean isPiece(int piece, ByteBuffer bytes) {
        return bytes.remaining() == pieceLengthBytes(piece) && crcOf(bytes) == pieceChecksums.get(piece);
    }

    private static int headerCrc(ByteBuffer header) {
        return crcOf(header.slice(CHECKED_FROM, header.limit() - CHECKED_FROM));
    }

    private static int crcOf(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }
}
