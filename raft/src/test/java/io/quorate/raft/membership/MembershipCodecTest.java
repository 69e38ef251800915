package io.quorate.raft.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.raft.NodeId;
import io.quorate.raft.log.CorruptEntryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MembershipCodecTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/configuration-record-v1.hex");
    private static final Membership THREE_AND_A_LEARNER = new Membership(
            List.of(
                    new Member(new NodeId("n1"), 0x0102030405060708L, "10.0.0.1:10912"),
                    new Member(new NodeId("n2"), 2, "10.0.0.2:10912"),
                    new Member(new NodeId("n3"), 3, "10.0.0.3:10912")),
            List.of(new Learner(new Member(new NodeId("n4"), 4, "host-4:10912"), true)));

    @Test
    void theRecordIsTheOneInTheGoldenFile() throws Exception {
        ByteBuffer record = ByteBuffer.allocate(MembershipCodec.recordBytes(THREE_AND_A_LEARNER));
        MembershipCodec.putRecord(record, THREE_AND_A_LEARNER);
        assertThat(record.hasRemaining()).isFalse();
        assertThat(HexFormat.of().formatHex(record.array())).isEqualTo(golden());
        assertThat(MembershipCodec.readRecord(record.flip())).isEqualTo(THREE_AND_A_LEARNER);
    }

    private static String golden() throws IOException {
        return Files.readAllLines(GOLDEN).stream()
                .map(line -> line.split("#", 2)[0].replace(" ", ""))
                .collect(Collectors.joining());
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        for (long seed = 1; seed <= 500; seed++) {
            Membership membership = any(new Random(seed));
            assertThat(MembershipCodec.decode(MembershipCodec.encode(membership)))
                    .isEqualTo(membership);
        }
    }

    private static Membership any(Random random) {
        List<Member> voters = new ArrayList<>();
        List<Learner> learners = new ArrayList<>();
        for (int i = 0; i < random.nextInt(10); i++) {
            Member member = new Member(
                    new NodeId((random.nextBoolean() ? "n" : "\u00e9") + i),
                    random.nextLong(),
                    "h".repeat(1 + random.nextInt(200)) + ":" + i);
            if (random.nextBoolean()) {
                voters.add(member);
            } else {
                learners.add(new Learner(member, random.nextBoolean()));
            }
        }
        return new Membership(voters, learners);
    }

    @Test
    void noPrefixAndNothingLongerIsTakenForIt() {
        byte[] bytes = MembershipCodec.encode(THREE_AND_A_LEARNER).array();
        for (int length = 0; length < bytes.length; length++) {
            ByteBuffer prefix = ByteBuffer.wrap(bytes, 0, length).slice();
            assertThatThrownBy(() -> MembershipCodec.decode(prefix))
                    .as("prefix of " + length)
                    .isInstanceOf(CorruptEntryException.class);
        }
        ByteBuffer longer = ByteBuffer.allocate(bytes.length + 1).put(bytes).rewind();
        assertThatThrownBy(() -> MembershipCodec.decode(longer)).isInstanceOf(CorruptEntryException.class);
    }

    /** A peer's bytes are refused or understood; nothing else comes out of them. */
    @Test
    void anyBytesAreRefusedOrUnderstood() {
        byte[] good = MembershipCodec.encode(THREE_AND_A_LEARNER).array();
        int refused = 0;
        for (int at = 0; at < good.length; at++) {
            for (int value = 0; value < 256; value += 17) {
                byte[] bytes = good.clone();
                bytes[at] = (byte) value;
                try {
                    assertThat(MembershipCodec.decode(ByteBuffer.wrap(bytes))).isNotNull();
                } catch (CorruptEntryException expected) {
                    refused++;
                }
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void aRecordOfAnotherKindOrLengthIsRefused() {
        ByteBuffer record = ByteBuffer.allocate(MembershipCodec.recordBytes(THREE_AND_A_LEARNER));
        MembershipCodec.putRecord(record, THREE_AND_A_LEARNER);
        ByteBuffer otherMagic = ByteBuffer.wrap(record.array().clone()).putInt(4, 0x11111111);
        ByteBuffer otherSize = ByteBuffer.wrap(record.array().clone()).putInt(0, 8);
        assertThatThrownBy(() -> MembershipCodec.readRecord(otherMagic)).isInstanceOf(CorruptEntryException.class);
        assertThatThrownBy(() -> MembershipCodec.readRecord(otherSize)).isInstanceOf(CorruptEntryException.class);
        assertThatThrownBy(() -> MembershipCodec.readRecord(ByteBuffer.allocate(3)))
                .isInstanceOf(CorruptEntryException.class);
    }
}
