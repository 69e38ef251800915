package io.quorate.remoting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.protostuff.LinkedBuffer;
import io.protostuff.ProtostuffOutput;
import io.quorate.protocol.RequestCode;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single facts of the three header forms. */
class HeaderCodecTest {
    private static final byte[] HUGE_LENGTH = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07};

    @Test
    void theLeastJsonHeaderTakesDefaults() throws Exception {
        RemotingCommand command = json("{\"code\":0,\"flag\":1,\"opaque\":7}");
        assertThat(command.isResponse()).isTrue();
        assertThat(command.opaque()).isEqualTo(7);
        assertThat(command.version()).isZero();
        assertThat(command.language()).isEqualTo(Language.OTHER);
        assertThat(json("{}").code()).isZero();
    }

    @Test
    void jsonIsReadLeniently() throws Exception {
        RemotingCommand command =
                json(" { \"extra\" : [1,{\"a\":[]}], \"version\":317,\n\"language\":9, \"remark\":null,"
                        + " \"extFields\":{\"t\":\"\\u0054\u0001é\",\"n\":12,\"b\":true,\"z\":null,\"o\":{\"x\":1},\"d\":1.5},"
                        + "\"code\":\"105\",\"serializeTypeCurrentRPC\":\"JSON\" } ");
        assertThat(command.code()).isEqualTo(105);
        assertThat(command.version()).isEqualTo(317);
        assertThat(command.language()).isEqualTo(Language.GO);
        assertThat(command.remark()).isNull();
        assertThat(command.extFields().toMap())
                .hasSize(4)
                .containsEntry("t", "T\u0001é")
                .containsEntry("n", "12")
                .containsEntry("b", "true")
                .containsEntry("d", "1.5");
        assertThat(json("{\"language\":\"KLINGON\"}").language()).isEqualTo(Language.OTHER);
        assertThat(json("{\"language\":{},\"code\":[],\"extFields\":7,\"remark\":{}}")
                        .language())
                .isEqualTo(Language.OTHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "7", "{", "{\"code\":1", "{\"code\":99999999999}", "{} {}", "{\"code\":1}x"})
    void whatIsNoJsonObjectIsMalformed(String header) {
        assertThatThrownBy(() -> json(header)).isInstanceOf(MalformedFrameException.class);
    }

    @Test
    void jsonOutputIsMinimalAndEscaped() throws Exception {
        RemotingCommand command = RemotingCommand.response(-2147483648, "a\"b\\c\nd")
                .opaque(100)
                .field("p", "K\u0001v\u0002")
                .field("n", 10);
        ByteBuf out = Unpooled.buffer();
        HeaderType.JSON.codec().encode(command, out);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"code\":-2147483648,\"flag\":1,\"language\":\"JAVA\",\"opaque\":100,\"version\":513,"
                        + "\"remark\":\"a\\\"b\\\\c\\u000ad\",\"extFields\":{\"p\":\"K\\u0001v\\u0002\",\"n\":\"10\"},"
                        + "\"serializeTypeCurrentRPC\":\"JSON\"}");
    }

    @Test
    void ofANameTwiceInABinaryHeaderTheLastCounts() throws Exception {
        ByteBuf in = Unpooled.buffer();
        in.writeShort(10)
                .writeByte(99)
                .writeShort(1)
                .writeInt(-5)
                .writeInt(0)
                .writeInt(0)
                .writeInt(27);
        for (String value : new String[] {"1", "2"}) {
            in.writeShort(1).writeBytes("k".getBytes(StandardCharsets.UTF_8));
            in.writeInt(1).writeBytes(value.getBytes(StandardCharsets.UTF_8));
        }
        in.writeShort(5).writeBytes("empty".getBytes(StandardCharsets.UTF_8)).writeInt(0);
        byte[] header = ByteBufUtil.getBytes(in);
        RemotingCommand command = RemotingCommand.request(0);
        HeaderType.ROCKETMQ.codec().decode(header, 0, header.length, command);
        assertThat(command.field("k")).isEqualTo("2");
        assertThat(command.extFields().size()).isEqualTo(1);
        assertThat(command.language()).isEqualTo(Language.OTHER);
        assertThat(command.opaque()).isEqualTo(-5);
    }

    /** RocketMQ's clients send the low two bytes of a code. */
    @ParameterizedTest
    @CsvSource({"200050, 200050", "200151, 200151", "3442, 200050", "3010, 3010", "5001, 5001", "-1, -1", "310, 310"})
    void aRequestsWideCodeIsToldByItsLowBytes(int sent, int meant) throws Exception {
        assertThat(binary(sent, 0).code()).isEqualTo(meant);
        assertThat(binary(sent, 1).code()).as("of an answer").isEqualTo((short) sent);
    }

    @Test
    void noOtherCodeIsTakenForAWideOne() throws Exception {
        for (Field field : RequestCode.class.getFields()) {
            int code = field.getInt(null);
            assertThat(binary(code, 0).code()).as(field.getName()).isEqualTo(code);
        }
    }

    private static RemotingCommand binary(int code, int flag) throws Exception {
        ByteBuf in = Unpooled.buffer();
        in.writeShort(code)
                .writeByte(0)
                .writeShort(513)
                .writeInt(1)
                .writeInt(flag)
                .writeInt(0)
                .writeInt(0);
        byte[] header = ByteBufUtil.getBytes(in);
        RemotingCommand command = RemotingCommand.request(0);
        HeaderType.ROCKETMQ.codec().decode(header, 0, header.length, command);
        return command;
    }

    @Test
    void aHeaderFullOfFieldsIsMalformedInEveryForm() throws Exception {
        RemotingCommand command = RemotingCommand.request(1);
        for (int i = 0; i <= HeaderCodec.EXT_FIELDS_MAX; i++) {
            command.field("k" + i, i);
        }
        for (HeaderType type : HeaderType.values()) {
            ByteBuf out = Unpooled.buffer();
            type.codec().encode(command, out);
            byte[] header = ByteBufUtil.getBytes(out);
            assertThatThrownBy(() -> type.codec().decode(header, 0, header.length, RemotingCommand.request(0)))
                    .as("%s", type)
                    .isInstanceOf(MalformedFrameException.class);
        }
    }

    @Test
    void aProtostuffReaderSkipsFieldsOfTheFuture() throws Exception {
        ProtostuffOutput output = new ProtostuffOutput(LinkedBuffer.allocate());
        output.writeInt32(1, 5, false);
        output.writeString(77, "new", false);
        output.writeFixed64(78, 1, false);
        output.writeFixed32(4, 9, false);
        byte[] header = output.toByteArray();
        RemotingCommand command = RemotingCommand.request(0);
        HeaderType.PROTOSTUFF.codec().decode(header, 0, header.length, command);
        assertThat(command.code()).isEqualTo(5);
        assertThat(command.opaque()).isEqualTo(9);
    }

    @Test
    void aProtostuffHeaderCannotAskForMoreMemoryThanItHas() {
        for (int tag : new int[] {6 << 3 | 2, 9 << 3 | 2, 77 << 3 | 2}) {
            ByteBuf in = Unpooled.buffer();
            for (; tag > 127; tag >>>= 7) {
                in.writeByte(tag | 128);
            }
            in.writeByte(tag).writeBytes(HUGE_LENGTH);
            byte[] header = ByteBufUtil.getBytes(in);
            assertThatThrownBy(() ->
                            HeaderType.PROTOSTUFF.codec().decode(header, 0, header.length, RemotingCommand.request(0)))
                    .isInstanceOf(MalformedFrameException.class);
        }
    }

    @Test
    void nestedGroupsCannotExhaustTheStack() {
        byte[] header = new byte[1 << 20];
        java.util.Arrays.fill(header, (byte) (10 << 3 | 3));
        assertThatThrownBy(() ->
                        HeaderType.PROTOSTUFF.codec().decode(header, 0, header.length, RemotingCommand.request(0)))
                .isInstanceOf(MalformedFrameException.class);
    }

    private static RemotingCommand json(String header) throws MalformedFrameException {
        byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
        RemotingCommand command = RemotingCommand.request(0);
        HeaderType.JSON.codec().decode(bytes, 0, bytes.length, command);
        return command;
    }
}
