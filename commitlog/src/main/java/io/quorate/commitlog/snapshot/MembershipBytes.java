package io.quorate.commitlog.snapshot;

import io.quorate.raft.NodeId;
import io.quorate.raft.membership.Learner;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A membership in a snapshot's header.
 *
 * <pre>
 * short voters, short learners, then the voters, then the learners:
 *   short length, node id   long storageId   short length, address   byte: 1 for a learner that becomes a voter
 * </pre>
 */
final class MembershipBytes {
    private MembershipBytes() {}

    static ByteBuffer encode(Membership membership) {
        List<byte[]> texts = new ArrayList<>();
        membership.members().forEach(member -> {
            texts.add(utf8(member.node().value()));
            texts.add(utf8(member.address()));
        });
        int perMember = 2 * Short.BYTES + Long.BYTES + 1;
        int textBytes = texts.stream().mapToInt(text -> text.length).sum();
        ByteBuffer bytes =
                ByteBuffer.allocate(2 * Short.BYTES + membership.members().size() * perMember + textBytes);
        bytes.putShort((short) membership.voters().size());
        bytes.putShort((short) membership.learners().size());
        membership.voters().forEach(voter -> put(bytes, voter, false));
        membership.learners().forEach(learner -> put(bytes, learner.member(), learner.becomesVoter()));
        return bytes.flip();
    }

    private static void put(ByteBuffer bytes, Member member, boolean becomesVoter) {
        put(bytes, utf8(member.node().value()));
        bytes.putLong(member.storageId());
        put(bytes, utf8(member.address()));
        bytes.put((byte) (becomesVoter ? 1 : 0));
    }

    private static void put(ByteBuffer bytes, byte[] text) {
        bytes.putShort((short) text.length).put(text);
    }

    /** Empty if these are not the bytes of a membership. */
    static Optional<Membership> decode(ByteBuffer bytes) {
        try {
            int voterCount = bytes.getShort();
            int learnerCount = bytes.getShort();
            List<Member> voters = new ArrayList<>();
            List<Learner> learners = new ArrayList<>();
            for (int i = 0; i < voterCount + learnerCount; i++) {
                Member member = new Member(new NodeId(text(bytes)), bytes.getLong(), text(bytes));
                boolean becomesVoter = bytes.get() == 1;
                if (i < voterCount) {
                    voters.add(member);
                } else {
                    learners.add(new Learner(member, becomesVoter));
                }
            }
            return bytes.hasRemaining() ? Optional.empty() : Optional.of(new Membership(voters, learners));
        } catch (BufferUnderflowException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static String text(ByteBuffer bytes) {
        int length = bytes.getShort();
        if (length < 0 || length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
