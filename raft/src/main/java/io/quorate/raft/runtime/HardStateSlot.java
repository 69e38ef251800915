package io.quorate.raft.runtime;

import io.quorate.raft.Invariants;
import io.quorate.raft.NodeId;
import io.quorate.raft.log.LogBase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One of the two copies in a hard-state file. Big-endian; 4 KiB, so that no two share a page of the disk; what is behind
 * the strings is zero.
 *
 * <pre>
 *  0 int   magic "QRHS"
 *  4 int   crc32c           over bytes [8, 4096)
 *  8 int   version 2
 * 12 int   0
 * 16 long  sequence         grows with every store; the higher slot is the newer
 * 24 long  term
 * 32 long  flushedIndex
 * 40 long  flushedPosition
 * 48 long  committedIndex
 * 56 long  base index          0 if nothing was removed from the log's beginning
 * 64 long  base term
 * 72 long  base position
 * 80 long  base timestamp
 * 88 long  base fingerprint
 * 96 long  lostIndex           0 unless repairing
 * 104 4 x { short length, UTF-8 bytes }: cluster id, group id, own node id, votedFor (length 0: nobody)
 * </pre>
 *
 * <p>Version 1, still read, has the strings at 56 and knows neither base nor repair: both are empty then.
 *
 * @param sequence from 1
 */
record HardStateSlot(long sequence, String clusterId, String groupId, String self, DurableState state) {
    static final int SLOT_BYTES = 4096;

    private static final int MAGIC = 0x51524853;
    private static final int VERSION = 2;
    private static final int VERSION_WITHOUT_BASE = 1;
    private static final int CRC = 4;
    private static final int CHECKED_FROM = 8;
    private static final int VERSION_AT = 8;
    private static final int STRINGS = 104;
    private static final int STRING_BYTES_MAX = 512;

    static {
        Invariants.check(
                STRINGS + 4 * (Short.BYTES + STRING_BYTES_MAX) <= SLOT_BYTES, "the longest names fit into a slot");
    }

    HardStateSlot {
        checkLength("the cluster name", clusterId);
        checkLength("the group name", groupId);
        checkLength("the node id", self);
    }

    private static void checkLength(String what, String value) {
        if (value.isEmpty() || value.getBytes(StandardCharsets.UTF_8).length > STRING_BYTES_MAX) {
            throw new IllegalArgumentException(
                    what + " is '" + value + "': give it 1 to " + STRING_BYTES_MAX + " bytes");
        }
    }

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(SLOT_BYTES);
        bytes.putInt(MAGIC).putInt(0).putInt(VERSION).putInt(0).putLong(sequence);
        bytes.putLong(state.term()).putLong(state.flushedIndex()).putLong(state.flushedPosition());
        bytes.putLong(state.committedIndex());
        LogBase base = state.base();
        bytes.putLong(base.index()).putLong(base.term()).putLong(base.position());
        bytes.putLong(base.timestampMillis()).putLong(base.fingerprint()).putLong(state.lostIndex());
        put(bytes, clusterId);
        put(bytes, groupId);
        put(bytes, self);
        put(bytes, state.votedFor().map(NodeId::value).orElse(""));
        bytes.clear();
        return bytes.putInt(CRC, crcOf(bytes));
    }

    /** Whether these are the bytes of a slot, whatever its version. */
    static boolean isSound(ByteBuffer bytes) {
        return bytes.limit() == SLOT_BYTES && bytes.getInt(0) == MAGIC && bytes.getInt(CRC) == crcOf(bytes);
    }

    /** Whether a sound slot is of a version read here. */
    static boolean isKnownVersion(ByteBuffer bytes) {
        int version = bytes.getInt(VERSION_AT);
        return version == VERSION || version == VERSION_WITHOUT_BASE;
    }

    static HardStateSlot decode(ByteBuffer soundBytes) {
        ByteBuffer bytes = soundBytes.duplicate().position(16);
        long sequence = bytes.getLong();
        long term = bytes.getLong();
        long flushedIndex = bytes.getLong();
        long flushedPosition = bytes.getLong();
        long committedIndex = bytes.getLong();
        boolean hasBase = soundBytes.getInt(VERSION_AT) != VERSION_WITHOUT_BASE;
        LogBase base = hasBase ? getBase(bytes) : LogBase.EMPTY;
        long lostIndex = hasBase ? bytes.getLong() : 0;
        String clusterId = get(bytes);
        String groupId = get(bytes);
        String self = get(bytes);
        String votedFor = get(bytes);
        Optional<NodeId> vote = votedFor.isEmpty() ? Optional.empty() : Optional.of(new NodeId(votedFor));
        return new HardStateSlot(
                sequence,
                clusterId,
                groupId,
                self,
                new DurableState(term, vote, flushedIndex, flushedPosition, committedIndex, base, lostIndex));
    }

    private static LogBase getBase(ByteBuffer source) {
        return new LogBase(source.getLong(), source.getLong(), source.getLong(), source.getLong(), source.getLong());
    }

    private static void put(ByteBuffer target, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        Invariants.check(bytes.length <= STRING_BYTES_MAX, "a name fits", bytes.length, STRING_BYTES_MAX);
        target.putShort((short) bytes.length).put(bytes);
    }

    private static String get(ByteBuffer source) {
        byte[] bytes = new byte[source.getShort()];
        source.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int crcOf(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(CHECKED_FROM, SLOT_BYTES - CHECKED_FROM));
        return (int) crc.getValue();
    }
}
