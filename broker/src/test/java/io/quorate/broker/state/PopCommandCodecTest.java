package io.quorate.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link CommandCodecTest}, for the commands of popping: these bytes stand in logs. */
class PopCommandCodecTest {
    record Vector(Command command, String hex) {}

    static List<Vector> vectors() {
        return List.of(
                new Vector(
                        new PopTake(
                                "g",
                                "T",
                                300,
                                true,
                                "a",
                                List.of(new PopTake.Item(3, -1, 1, 5, 9, List.of(5L, 8L), List.of(4L, 2L)))),
                        "00000040 51524d31 0028 0001" // size, magic, type, version
                                + "0a 01 67  12 01 54  18 ac02  20 01  2a 01 61" // group, topic, invisible, ordered,
                                // attempt
                                + "33  08 03  10 ffffffffffffffffff01  18 01  20 05  28 09" // 6 item: queue, start,
                                // kept, from, next
                                + "30 05 30 03" // fresh: 5, 8
                                + "38 04 38 feffffffffffffffff01  34"),
                new Vector(
                        new PopAck(List.of(new PopAck.Item("g", "T", 3, 300, true, List.of(7L, 300L)))),
                        "00000020 51524d31 0029 0001"
                                + "0b  0a 01 67  12 01 54  18 03  20 ac02  28 01" // 1 item: group, topic, queue, popped
                                // at, ordered
                                + "30 07 30 a502  0c"),
                new Vector(
                        new PopChange("g", "T", 3, 7, 300, 10, true, true),
                        "0000001f 51524d31 002a 0001"
                                + "0a 01 67  12 01 54  18 03  20 07" // group, topic, queue, offset
                                + "28 ac02  30 0a  38 01  40 01"),
                new Vector(
                        new RequestModePut("T", "g", new RequestMode("POP", 8)),
                        "00000019 51524d31 002b 0001" + "0a 01 54  12 01 67  1a 03 504f50  20 08"));
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
        assertThat(CommandCodec.decode(ByteBuffer.wrap(record), 0, record.length))
                .isEqualTo(vector.command);
    }
}
