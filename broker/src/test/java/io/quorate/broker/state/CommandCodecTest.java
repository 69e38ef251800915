package io.quorate.broker.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quorate.broker.state.OffsetCommit.Item;
import io.quorate.protocol.body.ConsumerGroupConfig;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.body.TopicFilterType;
import io.quorate.raft.InvariantViolation;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** These bytes stand in logs. A change of one is a new version of the command, and the old must stay readable. */
class CommandCodecTest {
    record Vector(Command command, String hex) {}

    static List<Vector> vectors() {
        return List.of(
                new Vector(
                        new TopicPut(
                                new TopicConfig(
                                        "Orders", 8, 4, 6, TopicFilterType.MULTI_TAG, 1, true, Map.of("k", "v")),
                                true),
                        "0000002a 51524d31 0001 0001" // size, magic, type, version
                                + "0a 06 4f7264657273" // 1 name
                                + "10 08  18 04  20 06" // 2 read queues, 3 write queues, 4 perm
                                + "28 01  30 01  38 01" // 5 filter type, 6 sysFlag, 7 order
                                + "43 0a 01 6b 12 01 76 44" // 8 attribute: group with 1 name, 2 value
                                + "48 01"),
                new Vector(new TopicDelete("Orders"), "00000014 51524d31 0002 0001" + "0a 06 4f7264657273"),
                new Vector(
                        new ConsumerGroupPut(
                                new ConsumerGroupConfig(
                                        "g", true, false, true, false, 2, 16, 1, 300, true, 5, 15, Map.of("a", "b")),
                                false),
                        "00000030 51524d31 0003 0001"
                                + "0a 01 67" // 1 name
                                + "10 01  18 00  20 01  28 00" // 2-5 the four consume flags
                                + "30 02  38 10" // 6 retry queues, 7 retry max times
                                + "40 01  48 ac02" // 8 broker id, 9 which broker when slowly
                                + "50 01  58 05  60 0f" // 10 notify, 11 sysFlag, 12 timeout minutes
                                + "6b 0a 01 61 12 01 62 6c" // 13 attribute
                                + "70 00"),
                new Vector(new ConsumerGroupDelete("g", true), "00000011 51524d31 0004 0001" + "0a 01 67" + "10 01"),
                new Vector(
                        new ReadForbid("g", "T", true),
                        "00000014 51524d31 003a 0001" + "0a 01 67  12 01 54  18 01"), // group, topic, forbidden
                new Vector(
                        new OffsetCommit(List.of(new Item("g", "T", 3, 300), new Item("g", "%RETRY%g", -1, -1))),
                        "0000003e 51524d31 0005 0001"
                                + "0b  0a 01 67  12 01 54  18 03  20 ac02  0c" // 1 item: group, topic, queue, offset
                                + "0b  0a 01 67  12 08 2552455452592567  18 ffffffffffffffffff01"
                                + "20 ffffffffffffffffff01  0c"),
                new Vector(
                        new LockQueues("g", "c", 60_000, List.of(new QueueKey("T", 1), new QueueKey("U", 0))),
                        "00000024 51524d31 000a 0001"
                                + "0a 01 67  12 01 63  18 e0d403" // 1 group, 2 client, 3 life
                                + "23  0a 01 54  10 01  24" // 4 queue: topic, id
                                + "23  0a 01 55  10 00  24"),
                new Vector(
                        new UnlockQueues("g", "c", List.of(new QueueKey("T", 1))),
                        "00000019 51524d31 000b 0001" + "0a 01 67  12 01 63" + "1b  0a 01 54  10 01  1c"),
                new Vector(
                        new OffsetReset(List.of(new Item("g", "T", 3, 300))),
                        "00000019 51524d31 0032 0001" + "0b  0a 01 67  12 01 54  18 03  20 ac02  0c"),
                new Vector(
                        new OffsetResetTaken(List.of(new Item("g", "T", 3, 300))),
                        "00000019 51524d31 0033 0001" + "0b  0a 01 67  12 01 54  18 03  20 ac02  0c"),
                new Vector(
                        new OffsetsClone("g", "h", List.of("T", "U")),
                        "00000018 51524d31 0034 0001" + "0a 01 67  12 01 68  1a 01 54  1a 01 55"),
                new Vector(
                        new TimersFired(
                                List.of(new PendingTimer(1000, 300, 3), new PendingTimer(1001, 100, 1L << 62 | 5))),
                        "0000001f 51524d31 0014 0001"
                                + "0a 11" // 1 timers
                                + "e807 d804 03" // time, position as twice itself, level
                                + "01 8f03 858080808080808040"), // a millisecond later, 200 back, a mark
                new Vector(
                        new TimerRecall(1000, 1L << 62),
                        "00000019 51524d31 0015 0001" + "08 e807" + "10 808080808080808040"),
                new Vector(
                        new TransactionEnd(300, 70_000, TransactionEnd.Decision.DISCARD),
                        "00000015 51524d31 001e 0001" + "08 ac02" + "10 f0a204" + "18 03"),
                new Vector(
                        new TransactionsChecked(List.of(7L, 300L)), "00000011 51524d31 001f 0001" + "10 07  10 ac02"),
                new Vector(new TransactionResume(300, 1), "00000011 51524d31 0020 0001" + "08 ac02" + "10 01"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void bytesAreAsEverBefore(Vector vector) {
        assertThat(HexFormat.of().formatHex(CommandCodec.encode(vector.command)))
                .isEqualTo(vector.hex.replace(" ", ""));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void bytesReadBackAsTheSameCommand(Vector vector) {
        byte[] record = HexFormat.of().parseHex(vector.hex.replace(" ", ""));
        assertThat(decode(record)).isEqualTo(vector.command);
    }

    /** It had a time once that nothing goes by any more. */
    @Test
    void checksOfEarlierBuildsAreRead() {
        byte[] record = HexFormat.of().parseHex("0000001451524d31001f0001" + "08e807" + "100710ac02");
        assertThat(decode(record)).isEqualTo(new TransactionsChecked(List.of(7L, 300L)));
    }

    @Property
    void offsetCommitsSurviveTheRoundTrip(
            @ForAll @Size(max = 40) List<@StringLength(max = 300) String> names,
            @ForAll int queueId,
            @ForAll long offset) {
        OffsetCommit commit = new OffsetCommit(names.stream()
                .map(name -> new Item(name, name + "t", queueId, offset))
                .toList());
        assertThat(decode(CommandCodec.encode(commit))).isEqualTo(commit);
    }

    // The very last byte closes an item; protostuff does not miss it, and the entry's checksum covers it.
    @Property(tries = 200)
    void cutBodyNeverPassesForTheCommand(@ForAll @IntRange(min = 2, max = 30) int cutBytes) {
        OffsetCommit commit = new OffsetCommit(List.of(new Item("group", "topic", 1, 1L << 40)));
        byte[] record = CommandCodec.encode(commit);
        int sizeBytes = Math.max(CommandCodec.HEADER_BYTES, record.length - cutBytes);
        try {
            assertThat(CommandCodec.decode(ByteBuffer.wrap(record), 0, sizeBytes))
                    .isNotEqualTo(commit);
        } catch (InvariantViolation expected) {
            assertThat(expected).hasMessageContaining("OFFSET_COMMIT");
        }
    }

    @Test
    void unknownTypeVersionAndFieldAreNeverSkipped() {
        byte[] type = CommandCodec.encode(new TopicDelete("T"));
        type[9] = 77;
        byte[] version = CommandCodec.encode(new TopicDelete("T"));
        version[11] = 2;
        byte[] field = CommandCodec.encode(new TopicDelete("T"));
        field[CommandCodec.HEADER_BYTES] = 9 << 3 | 2;
        byte[] garbage = CommandCodec.encode(new TopicDelete("T"));
        garbage[CommandCodec.HEADER_BYTES + 1] = 120;
        for (byte[] record : List.of(type, version, field, garbage)) {
            assertThatExceptionOfType(InvariantViolation.class).isThrownBy(() -> decode(record));
        }
    }

    private static Command decode(byte[] record) {
        ByteBuffer buffer = ByteBuffer.allocate(record.length + 5).put(5, record);
        return CommandCodec.decode(buffer, 5, record.length);
    }
}
