package io.quorate.remoting;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.quorate.remoting.RemotingException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The frame around header and body: its limits, its pieces, who releases what. */
@ExtendWith(LeakWatch.class)
class FrameCodecTest {
    private static final byte[] LEAST_JSON = "{}".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @ValueSource(ints = {16_777_213, 0, 1, 2, 3, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x16030100, 0x47455420})
    void aFrameLengthOutOfRangeClosesAtTheLengthField(int frameLength) {
        EmbeddedChannel channel = new EmbeddedChannel(Frames.decoder());
        channel.writeInbound(Unpooled.buffer().writeInt(frameLength));
        assertThat(channel.isOpen()).isFalse();
        channel.finishAndReleaseAll();
    }

    @Test
    void theLongestFrameIsTaken() {
        byte[] content = new byte[16_777_212 - 4];
        System.arraycopy(LEAST_JSON, 0, content, 0, LEAST_JSON.length);
        List<RemotingCommand> commands = Frames.decode(Frames.raw(16_777_212, LEAST_JSON.length, content));
        assertThat(commands).hasSize(1);
        assertThat(commands.get(0).body().readableBytes()).isEqualTo(16_777_212 - 4 - LEAST_JSON.length);
    }

    @ParameterizedTest
    @CsvSource({"3,0", "4,0", "127,0", "255,0", "0,8", "1,22"})
    void aWrongTypeOrHeaderLengthClosesBeforeTheRestIsThere(int type, int headerLength) {
        EmbeddedChannel channel = new EmbeddedChannel(Frames.decoder());
        channel.writeInbound(Unpooled.buffer().writeInt(11).writeInt(type << 24 | headerLength));
        assertThat(channel.isOpen()).isFalse();
        channel.finishAndReleaseAll();
    }

    @Test
    void protostuffIsForPeersOnly() {
        byte[] frame = Frames.encode(RemotingCommand.request(5).headerType(HeaderType.PROTOSTUFF));
        assertThat(Frames.decode(frame)).hasSize(1);

        EmbeddedChannel clientPort =
                new EmbeddedChannel(new FrameDecoder("test", ConnectionLimits.FRAME_BYTES_MAX, false, false));
        clientPort.writeInbound(Unpooled.copiedBuffer(frame));
        assertThat(clientPort.isOpen()).isFalse();
        assertThat(clientPort.<RemotingCommand>readInbound()).isNull();
        clientPort.finishAndReleaseAll();
    }

    @Test
    void afterARefusedFrameNothingIsRead() {
        byte[] good = Frames.encode(RemotingCommand.request(5));
        byte[] bad = Frames.raw(4 + 3, 3, "[1]".getBytes(StandardCharsets.UTF_8));
        EmbeddedChannel channel = new EmbeddedChannel(Frames.decoder());
        channel.writeInbound(Unpooled.copiedBuffer(good, bad, good));
        assertThat(Frames.inbound(channel)).hasSize(1);
        assertThat(channel.isOpen()).isFalse();
        channel.finishAndReleaseAll();
    }

    @Property(tries = 300)
    void framesArriveWholeHoweverTheyAreCut(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(max = 3000) Integer> bodySizes,
            @ForAll @Size(max = 20) List<@IntRange(min = 1, max = 2000) Integer> cuts,
            @ForAll boolean direct) {
        ByteBuf stream = Unpooled.buffer();
        for (int i = 0; i < bodySizes.size(); i++) {
            HeaderType type = HeaderType.of(i % 3);
            stream.writeBytes(Frames.encode(
                    RemotingCommand.request(i).headerType(type).field("f", i).body(new byte[bodySizes.get(i)])));
        }
        EmbeddedChannel channel = new EmbeddedChannel(Frames.decoder());
        for (int cut : cuts) {
            channel.writeInbound(piece(stream, Math.min(cut, stream.readableBytes()), direct));
        }
        channel.writeInbound(piece(stream, stream.readableBytes(), direct));

        List<RemotingCommand> commands = Frames.inbound(channel);
        assertThat(commands).extracting(c -> c.body().readableBytes()).isEqualTo(bodySizes);
        for (int i = 0; i < commands.size(); i++) {
            assertThat(commands.get(i).code()).isEqualTo(i);
            assertThat(commands.get(i).field("f")).isEqualTo(Integer.toString(i));
        }
        channel.finishAndReleaseAll();
    }

    @Property
    void garbageIsConsumedOrClosesAndIsReleased(@ForAll @Size(max = 300) byte[] garbage, @ForAll boolean framed) {
        byte[] bytes = framed && garbage.length > 0
                ? Frames.raw(4 + garbage.length, (garbage[0] & 3) << 24 | garbage.length, garbage)
                : garbage;
        EmbeddedChannel channel = new EmbeddedChannel(Frames.decoder());
        ByteBuf in = Unpooled.directBuffer().writeBytes(bytes);
        try (LogWatch log = new LogWatch(FrameDecoder.class)) {
            channel.writeInbound(in); // throws what escapes the pipeline
            assertThat(log.lines()).hasSize(channel.isOpen() ? 0 : 1);
        }
        Frames.inbound(channel);
        channel.finishAndReleaseAll();
        assertThat(in.refCnt()).isZero();
    }

    @Test
    void aRequestsBodyIsASliceAndAResponsesBodyACopy() {
        EmbeddedChannel channel = new EmbeddedChannel(Frames.decoder());
        byte[] request = Frames.encode(RemotingCommand.request(1).body(new byte[9]));
        byte[] response = Frames.encode(RemotingCommand.response(0).body(new byte[9]));
        ByteBuf in = Unpooled.directBuffer().writeBytes(request).writeBytes(response);
        channel.writeInbound(in);
        RemotingCommand first = channel.readInbound();
        RemotingCommand second = channel.readInbound();
        assertThat(first.body().isDirect()).isTrue();
        assertThat(second.body().hasArray()).isTrue();
        first.body().release();
        channel.finishAndReleaseAll();
        assertThat(in.refCnt()).isZero();
        assertThat(second.body().readableBytes()).isEqualTo(9);
    }

    @Test
    void theBodyIsWrittenUncopiedAndReleased() {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameEncoder(ConnectionLimits.FRAME_BYTES_MAX));
        ByteBuf body = Unpooled.directBuffer().writeLong(1);
        channel.writeOutbound(RemotingCommand.request(1).body(body));
        ByteBuf head = channel.readOutbound();
        ByteBuf written = channel.readOutbound();
        assertThat(written).isSameAs(body);
        head.release();
        written.release();
        channel.finishAndReleaseAll();
    }

    @Test
    void aRequestThatFitsNoFrameFailsAndIsReleased() {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameEncoder(1024));
        ByteBuf body = Unpooled.directBuffer().writeZero(1024);
        ChannelFuture write =
                channel.writeOneOutbound(RemotingCommand.request(10).body(body));
        channel.flushOutbound();
        assertThat(write.cause()).isInstanceOfSatisfying(RemotingException.class, e -> {
            assertThat(e.reason()).isEqualTo(Reason.NOT_ENCODABLE);
            assertThat(e).hasMessageContaining("1024");
        });
        assertThat(body.refCnt()).isZero();
        assertThat(Frames.outbound(channel)).isEmpty();
        assertThat(channel.isOpen()).isTrue();
        channel.finishAndReleaseAll();
    }

    @Test
    void inPlaceOfAResponseThatFitsNoFrameGoesAnError() {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameEncoder(1024));
        ByteBuf body = Unpooled.directBuffer().writeZero(1024);
        channel.writeOutbound(RemotingCommand.response(0).opaque(77).body(body));
        assertThat(body.refCnt()).isZero();
        RemotingCommand error = Frames.decode(Frames.outbound(channel)).get(0);
        assertThat(error.code()).isEqualTo(1);
        assertThat(error.opaque()).isEqualTo(77);
        assertThat(error.isResponse()).isTrue();
        assertThat(error.remark()).contains("1024");
        channel.finishAndReleaseAll();
    }

    @Test
    void aFrameOfExactlyTheLimitIsSent() {
        int around = Frames.encode(RemotingCommand.request(10)).length;
        EmbeddedChannel channel = new EmbeddedChannel(new FrameEncoder(2048));
        channel.writeOutbound(RemotingCommand.request(10).body(new byte[2048 - around]));
        assertThat(Frames.outbound(channel)).hasSize(2048);
        channel.finishAndReleaseAll();
    }

    @Test
    void aCodeTooLargeForTheBinaryFormGoesAsJson() {
        byte[] frame = Frames.encode(RemotingCommand.request(200_050).headerType(HeaderType.ROCKETMQ));
        RemotingCommand command = Frames.decode(frame).get(0);
        assertThat(command.headerType()).isEqualTo(HeaderType.JSON);
        assertThat(command.code()).isEqualTo(200_050);
        assertThat(frame[4]).isZero();
        assertThat(Frames.encode(RemotingCommand.request(10).headerType(HeaderType.ROCKETMQ))[4])
                .isEqualTo((byte) 1);
    }

    @Test
    void aTypedHeaderIsNotLostInSilence() {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameEncoder(1024));
        ChannelFuture write =
                channel.writeOneOutbound(RemotingCommand.request(10).typedHeader(new byte[] {1}));
        assertThat(write.cause()).isInstanceOf(RemotingException.class);
        channel.finishAndReleaseAll();
    }

    private static ByteBuf piece(ByteBuf stream, int length, boolean direct) {
        ByteBuf piece = direct ? Unpooled.directBuffer(Math.max(1, length)) : Unpooled.buffer(Math.max(1, length));
        return piece.writeBytes(stream, length);
    }
}
