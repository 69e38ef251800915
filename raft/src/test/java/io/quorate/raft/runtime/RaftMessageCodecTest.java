package io.quorate.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RaftMessageCodecTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");

    @Property
    void everyMessageComesBackEqual(@ForAll("messages") RaftMessage message) throws IOException {
        assertThat(RaftMessageCodec.decode(RaftMessageCodec.encode(message))).isEqualTo(message);
    }

    @Property
    void damageIsAMessageOrAnIoExceptionAndNothingElse(
            @ForAll("messages") RaftMessage message, @ForAll int at, @ForAll byte value) {
        byte[] bytes = RaftMessageCodec.encode(message);
        bytes[Math.floorMod(at, bytes.length)] = value;
        try {
            assertThat(RaftMessageCodec.decode(bytes).term()).isNotNegative();
        } catch (IOException refused) {
            assertThat(refused).hasMessageContaining("not a raft message");
        }
    }

    /** Wire format of protocol version 1: field numbers and kinds must not change under a running group. */
    @Test
    void goldenAppendReply() {
        byte[] bytes =
                RaftMessageCodec.encode(new RaftMessage.AppendReply(N1, N2, 7, true, 300, 299, 0, 0, 50, false, 0));
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("0806" + "12026e31" + "1a026e32" + "2007" + "38ac02" + "40ab02" + "5001" + "900132");
    }

    @Test
    void anUnknownKindIsRefused() {
        byte[] bytes = HexFormat.of().parseHex("0863" + "12026e31" + "1a026e32" + "2007");
        assertThatThrownBy(() -> RaftMessageCodec.decode(bytes)).isInstanceOf(IOException.class);
    }

    @Provide
    Arbitrary<RaftMessage> messages() {
        Arbitrary<Long> numbers = Arbitraries.longs().between(0, Long.MAX_VALUE);
        return numbers.array(long[].class)
                .ofSize(6)
                .flatMap(n -> Arbitraries.of(true, false)
                        .flatMap(flag -> Arbitraries.of(
                                new RaftMessage.PreVoteRequest(N1, N2, n[0], n[1], n[2]),
                                new RaftMessage.PreVoteReply(N1, N2, n[0], flag),
                                new RaftMessage.VoteRequest(N1, N2, n[0], n[1], n[2], flag),
                                new RaftMessage.VoteReply(N1, N2, n[0], flag),
                                new RaftMessage.AppendRequest(
                                        N1, N2, n[0], n[1], n[2], List.of(), n[3], n[2], List.of()),
                                new RaftMessage.AppendReply(
                                        N1, N2, n[0], flag, n[1], n[2], n[3], n[1], (int) (n[4] >>> 33), flag, n[2]),
                                new RaftMessage.TimeoutNow(N1, N2, n[0]),
                                new RaftMessage.ReadIndexRequest(N1, N2, n[0], n[1]),
                                new RaftMessage.ReadIndexReply(N1, N2, n[0], n[1], n[2]),
                                new RaftMessage.SnapshotOffer(N1, N2, n[0], n[1], n[2], n[3]),
                                new RaftMessage.RepairRequest(N1, N2, n[0], n[1], n[2]),
                                new RaftMessage.RepairReply(N1, N2, n[0], n[1], n[2]),
                                new RaftMessage.SnapshotFetch(N1, N2, n[0], n[1], n[2]),
                                new RaftMessage.SnapshotChunk(N1, N2, n[0], n[1], n[2], n[3], -n[4]),
                                new RaftMessage.EntryFetch(N1, N2, n[0], n[1]),
                                new RaftMessage.EntryChunk(N1, N2, n[0], n[1]))));
    }
}
