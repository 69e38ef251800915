package io.quorate.remoting;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;

/** Commands to bytes and back through the pipeline's own handlers, without a socket. */
final class Frames {
    private Frames() {}

    static FrameDecoder decoder() {
        return new FrameDecoder("test", ConnectionLimits.FRAME_BYTES_MAX, true, false);
    }

    /** The frame's bytes; releases the command's body. */
    static byte[] encode(RemotingCommand command) {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameEncoder(ConnectionLimits.FRAME_BYTES_MAX));
        channel.writeOutbound(command);
        byte[] bytes = outbound(channel);
        channel.finishAndReleaseAll();
        return bytes;
    }

    static byte[] outbound(EmbeddedChannel channel) {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.writeBytes(part);
            part.release();
        }
        return ByteBufUtil.getBytes(all);
    }

    /** All complete frames in the bytes, their bodies copied to the heap. */
    static List<RemotingCommand> decode(byte[] bytes) {
        EmbeddedChannel channel = new EmbeddedChannel(decoder());
        channel.writeInbound(Unpooled.copiedBuffer(bytes));
        List<RemotingCommand> commands = inbound(channel);
        channel.finishAndReleaseAll();
        return commands;
    }

    static List<RemotingCommand> inbound(EmbeddedChannel channel) {
        List<RemotingCommand> commands = new ArrayList<>();
        for (RemotingCommand next = channel.readInbound(); next != null; next = channel.readInbound()) {
            ByteBuf body = next.body();
            next.body(ByteBufUtil.getBytes(body));
            body.release();
            commands.add(next);
        }
        return commands;
    }

    /** A frame with any prefix and content, right or wrong. */
    static byte[] raw(int frameLength, int headerWord, byte[] rest) {
        ByteBuf frame = Unpooled.buffer();
        frame.writeInt(frameLength).writeInt(headerWord).writeBytes(rest);
        return ByteBufUtil.getBytes(frame);
    }

    static byte[] bodyOf(RemotingCommand command) {
        return ByteBufUtil.getBytes(command.body());
    }

    /** Everything a header and body say, to compare two commands by. */
    static List<Object> valuesOf(RemotingCommand command) {
        List<Object> values = new ArrayList<>();
        values.add(command.code());
        values.add(command.language());
        values.add(command.version());
        values.add(command.opaque());
        values.add(command.flag());
        values.add(String.valueOf(command.remark()));
        values.add(command.extFields().toMap());
        values.add(ByteBufUtil.hexDump(command.typedHeader()));
        values.add(ByteBufUtil.hexDump(bodyOf(command)));
        return values;
    }
}
