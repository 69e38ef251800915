package io.quorate.commitlog;

import io.quorate.raft.Invariants;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of an entry, on disk and between peers. Big-endian.
 *
 * <pre>
 *  0 int   length       whole entry, header included
 *  4 int   crc32c       over bytes [8, length)
 *  8 byte  version      1
 *  9 byte  kind         EntryKind.code()
 * 10 short flags        0
 * 12 int   recordCount
 * 16 long  index
 * 24 long  term
 * 32 long  position     absolute byte position of this entry: catches misdirected writes
 * 40 long  timestamp    leader's clock in ms, never decreasing along the log
 * 48 long  fingerprint  of the whole log before this entry
 * 56 ...   records
 * </pre>
 *
 * <p>The fingerprint chains the checksums: {@code fingerprint(n + 1) = next(fingerprint(n), crc32c(n))}. So two logs with
 * the same fingerprint at one index are the same up to there, and bytes that once followed another entry are never taken
 * for the successor of this one, although index, term and position may fit.
 *
 * <p>All methods take absolute offsets and move no position or limit. Stateless.
 */
final class EntryFormat {
    static final int HEADER_BYTES = 56;
    static final byte VERSION = 1;

    /** Fingerprint of the empty log: "Quorate1". */
    static final long FINGERPRINT_OF_NOTHING = 0x51756F7261746531L;

    private static final int LENGTH = 0;
    private static final int CRC = 4;
    private static final int CHECKED_FROM = 8;
    private static final int VERSION_AT = 8;
    private static final int KIND = 9;
    private static final int FLAGS = 10;
    private static final int RECORD_COUNT = 12;
    private static final int INDEX = 16;
    private static final int TERM = 24;
    private static final int POSITION = 32;
    private static final int TIMESTAMP = 40;
    private static final int FINGERPRINT = 48;

    static {
        Invariants.check(CRC == LENGTH + Integer.BYTES, "the checksum follows the length");
        Invariants.check(CHECKED_FROM == CRC + Integer.BYTES, "all after the checksum is checked");
        Invariants.check(
                VERSION_AT == CHECKED_FROM && KIND == VERSION_AT + 1 && FLAGS == KIND + 1, "version, kind, flags");
        Invariants.check(RECORD_COUNT == FLAGS + Short.BYTES && INDEX == RECORD_COUNT + Integer.BYTES, "record count");
        Invariants.check(TERM == INDEX + Long.BYTES && POSITION == TERM + Long.BYTES, "term");
        Invariants.check(TIMESTAMP == POSITION + Long.BYTES && FINGERPRINT == TIMESTAMP + Long.BYTES, "timestamp");
        Invariants.check(HEADER_BYTES == FINGERPRINT + Long.BYTES, "the header is its fields");
    }

    private EntryFormat() {}

    /**
     * Fills in the header of an entry that takes {@code entry} from offset 0 to its limit and continues {@code tip}.
     *
     * @return the tip with this entry
     */
    static LogTip seal(ByteBuffer entry, EntryKind kind, long term, long timestampMillis, int recordCount, LogTip tip) {
        int lengthBytes = entry.limit();
        entry.putInt(LENGTH, lengthBytes)
                .put(VERSION_AT, VERSION)
                .put(KIND, (byte) kind.code())
                .putShort(FLAGS, (short) 0)
                .putInt(RECORD_COUNT, recordCount)
                .putLong(INDEX, tip.index() + 1)
                .putLong(TERM, term)
                .putLong(POSITION, tip.position())
                .putLong(TIMESTAMP, timestampMillis)
                .putLong(FINGERPRINT, tip.fingerprint());
        entry.putInt(CRC, crcOf(entry, 0, lengthBytes));
        return tipAfter(entry, 0);
    }

    /**
     * Says what stands at {@code offset}, where the successor of {@code tip} is expected.
     *
     * @param roomBytes from {@code offset} to the end of the segment
     */
    static Frame judge(ByteBuffer bytes, int offset, int roomBytes, LogTip tip) {
        Frame frame = judgeAlone(bytes, offset, roomBytes);
        return frame == Frame.GOOD ? judgeLink(bytes, offset, tip) : frame;
    }

    /** Says whether an entry that is sound in itself is the successor of {@code tip}. */
    static Frame judgeLink(ByteBuffer bytes, int offset, LogTip tip) {
        if (bytes.getLong(offset + POSITION) != tip.position()) {
            return Frame.WRONG_POSITION;
        }
        boolean inOrder = bytes.getLong(offset + INDEX) == tip.index() + 1
                && bytes.getLong(offset + TERM) >= Math.max(tip.term(), 1)
                && bytes.getLong(offset + TIMESTAMP) >= tip.timestampMillis();
        if (!inOrder) {
            return Frame.OUT_OF_ORDER;
        }
        return bytes.getLong(offset + FINGERPRINT) == tip.fingerprint() ? Frame.GOOD : Frame.BAD_CHAIN;
    }

    /** What can be said of an entry without knowing what came before it. */
    static Frame judgeAlone(ByteBuffer bytes, int offset, int roomBytes) {
        if (roomBytes < HEADER_BYTES || isZeroed(bytes, offset)) {
            return roomBytes < HEADER_BYTES ? Frame.BAD_LENGTH : Frame.ZEROED;
        }
        int lengthBytes = bytes.getInt(offset + LENGTH);
        if (!fits(lengthBytes, roomBytes)) {
            return Frame.BAD_LENGTH;
        }
        if (crcOf(bytes, offset, lengthBytes) != bytes.getInt(offset + CRC)) {
            return Frame.BAD_CHECKSUM;
        }
        EntryKind kind = EntryKind.ofCode(bytes.get(offset + KIND));
        if (bytes.get(offset + VERSION_AT) != VERSION || kind == null || bytes.getShort(offset + FLAGS) != 0) {
            return Frame.UNKNOWN_VERSION;
        }
        return kind == EntryKind.FILLER && lengthBytes != roomBytes ? Frame.BAD_LENGTH : Frame.GOOD;
    }

    /**
     * Whether at {@code offset} stands an entry that is sound in itself and meant for this position of the log. An entry
     * says where it belongs: so they are found again behind bytes that are none.
     */
    static boolean isSoundAt(ByteBuffer bytes, int offset, int roomBytes, long position) {
        return roomBytes >= HEADER_BYTES
                && position(bytes, offset) == position
                && judgeAlone(bytes, offset, roomBytes) == Frame.GOOD;
    }

    /** The tip that the entry at {@code offset} says it continues. The timestamp and term are its own: as late as can be. */
    static LogTip tipBefore(ByteBuffer bytes, int offset) {
        return new LogTip(
                index(bytes, offset) - 1,
                term(bytes, offset),
                position(bytes, offset),
                timestampMillis(bytes, offset),
                fingerprint(bytes, offset));
    }

    /** Whether an entry of this length may stand where so much room is left: after it, a header fits or nothing is left. */
    static boolean fits(int lengthBytes, int roomBytes) {
        int rest = roomBytes - lengthBytes;
        return lengthBytes >= HEADER_BYTES && (rest == 0 || rest >= HEADER_BYTES);
    }

    private static boolean isZeroed(ByteBuffer bytes, int offset) {
        long any = 0;
        for (int at = offset; at < offset + HEADER_BYTES; at += Long.BYTES) {
            any |= bytes.getLong(at);
        }
        return any == 0;
    }

    private static int crcOf(ByteBuffer bytes, int offset, int lengthBytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(offset + lengthBytes).position(offset + CHECKED_FROM));
        return (int) crc.getValue();
    }

    /** The tip of a log that ends with the entry at {@code offset}, which has been judged or made here. */
    static LogTip tipAfter(ByteBuffer bytes, int offset) {
        return new LogTip(
                index(bytes, offset),
                term(bytes, offset),
                position(bytes, offset) + lengthBytes(bytes, offset),
                timestampMillis(bytes, offset),
                next(fingerprint(bytes, offset), bytes.getInt(offset + CRC)));
    }

    /** Fingerprint of a log with one more entry, from that of the log before and the entry's checksum. */
    static long next(long fingerprint, int crc) {
        // One-to-one in each argument when the other is fixed: a difference never vanishes in the step that makes it.
        long mixed = Long.rotateLeft(fingerprint, 27) * 0x9E3779B97F4A7C15L + (crc & 0xFFFFFFFFL);
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
        mixed = (mixed ^ (mixed >>> 29)) * 0xA0761D6478BD642FL;
        return mixed ^ (mixed >>> 32);
    }

    static EntryMeta meta(ByteBuffer bytes, int offset) {
        return new EntryMeta(
                index(bytes, offset), term(bytes, offset), position(bytes, offset), lengthBytes(bytes, offset));
    }

    static EntryKind kind(ByteBuffer bytes, int offset) {
        return EntryKind.ofCode(bytes.get(offset + KIND));
    }

    static int recordCount(ByteBuffer bytes, int offset) {
        return bytes.getInt(offset + RECORD_COUNT);
    }

    static int lengthBytes(ByteBuffer bytes, int offset) {
        return bytes.getInt(offset + LENGTH);
    }

    static long index(ByteBuffer bytes, int offset) {
        return bytes.getLong(offset + INDEX);
    }

    static long term(ByteBuffer bytes, int offset) {
        return bytes.getLong(offset + TERM);
    }

    static long position(ByteBuffer bytes, int offset) {
        return bytes.getLong(offset + POSITION);
    }

    static long timestampMillis(ByteBuffer bytes, int offset) {
        return bytes.getLong(offset + TIMESTAMP);
    }

    static long fingerprint(ByteBuffer bytes, int offset) {
        return bytes.getLong(offset + FINGERPRINT);
    }
}
