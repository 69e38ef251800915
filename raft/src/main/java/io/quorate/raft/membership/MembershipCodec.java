package io.quorate.raft.membership;

import io.quorate.raft.NodeId;
import io.quorate.raft.log.CorruptEntryException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Memberships as bytes: in CONFIGURATION entries, in identity files and snapshots, and at hello. Big-endian.
 *
 * <pre>
 *  0 byte version   1   byte voters   2   byte learners   3   byte 0
 *  4 members, voters first:
 *      byte becomesVoter (learners; else 0)   long storageId   byte length, node id   byte length, address
 * </pre>
 *
 * A CONFIGURATION entry holds one record: int size, int magic, then these bytes.
 */
public final class MembershipCodec {
    /** Opens the record of a CONFIGURATION entry: "QMEM". */
    public static final int MAGIC = 0x514D454D;

    public static final int RECORD_HEADER_BYTES = 2 * Integer.BYTES;

    private static final byte VERSION = 1;
    private static final int TEXT_BYTES_MAX = 255;

    private MembershipCodec() {}

    public static ByteBuffer encode(Membership membership) {
        ByteBuffer bytes = ByteBuffer.allocate(encodedBytes(membership));
        bytes.put(VERSION)
                .put((byte) membership.voters().size())
                .put((byte) membership.learners().size())
                .put((byte) 0);
        membership.voters().forEach(voter -> put(bytes, voter, false));
        membership.learners().forEach(learner -> put(bytes, learner.member(), learner.becomesVoter()));
        return bytes.flip();
    }

    private static int encodedBytes(Membership membership) {
        int bytes = Integer.BYTES;
        for (Member member : membership.members()) {
            bytes += 1 + Long.BYTES + 1 + text(member.node().value()).length + 1 + text(member.address()).length;
        }
        return bytes;
    }

    private static void put(ByteBuffer bytes, Member member, boolean becomesVoter) {
        bytes.put((byte) (becomesVoter ? 1 : 0)).putLong(member.storageId());
        putText(bytes, member.node().value());
        putText(bytes, member.address());
    }

    private static void putText(ByteBuffer bytes, String value) {
        byte[] text = text(value);
        bytes.put((byte) text.length).put(text);
    }

    private static byte[] text(String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        if (text.length > TEXT_BYTES_MAX) {
            throw new IllegalArgumentException("'" + value + "' is too long for a membership");
        }
        return text;
    }

    /**
     * Reads from the buffer's position to its limit, which must be the bytes of one membership.
     *
     * @throws CorruptEntryException if they are anything else
     */
    public static Membership decode(ByteBuffer bytes) throws CorruptEntryException {
        try {
            byte version = bytes.get();
            if (version != VERSION) {
                throw new CorruptEntryException("a membership of version " + version + ", written by a newer program");
            }
            int voterCount = Byte.toUnsignedInt(bytes.get());
            int learnerCount = Byte.toUnsignedInt(bytes.get());
            bytes.get();
            List<Member> voters = new ArrayList<>();
            List<Learner> learners = new ArrayList<>();
            for (int i = 0; i < voterCount + learnerCount; i++) {
                boolean becomesVoter = bytes.get() != 0;
                long storageId = bytes.getLong();
                Member member = new Member(new NodeId(text(bytes)), storageId, text(bytes));
                if (i < voterCount) {
                    voters.add(member);
                } else {
                    learners.add(new Learner(member, becomesVoter));
                }
            }
            if (bytes.hasRemaining()) {
                throw new CorruptEntryException("a membership with " + bytes.remaining() + " bytes behind it");
            }
            return new Membership(voters, learners);
        } catch (BufferUnderflowException | IllegalArgumentException malformed) {
            throw new CorruptEntryException("not a membership: " + malformed);
        }
    }

    private static String text(ByteBuffer bytes) {
        byte[] text = new byte[Byte.toUnsignedInt(bytes.get())];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** The record of a CONFIGURATION entry, written at the target's position. */
    public static void putRecord(ByteBuffer target, Membership membership) {
        target.putInt(recordBytes(membership)).putInt(MAGIC).put(encode(membership));
    }

    public static int recordBytes(Membership membership) {
        return RECORD_HEADER_BYTES + encodedBytes(membership);
    }

    /**
     * Reads a CONFIGURATION entry's records, which start at the buffer's position and end at its limit.
     *
     * @throws CorruptEntryException if they are not one membership
     */
    public static Membership readRecord(ByteBuffer records) throws CorruptEntryException {
        int lengthBytes = records.remaining();
        if (lengthBytes < RECORD_HEADER_BYTES || records.getInt() != lengthBytes || records.getInt() != MAGIC) {
            throw new CorruptEntryException("a CONFIGURATION entry without a membership");
        }
        return decode(records);
    }
}
