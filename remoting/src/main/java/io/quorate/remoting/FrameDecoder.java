package io.quorate.remoting;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes become commands:
 *
 * <pre>
 * 0  int   frameLength     bytes that follow: 4 + header + body
 * 4  byte  header type     see {@link HeaderType}
 * 5  int24 headerLength
 * 8  ...   header, body
 * </pre>
 *
 * What is not a frame closes the connection as soon as that can be seen. A request's body is a slice of the receive
 * buffer, owned by the command; a response's body is a heap copy, so that callers need not release it.
 */
// Netty reports what became of a write or close as an event of the channel, too; its futures say nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class FrameDecoder extends ByteToMessageDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(FrameDecoder.class);

    private static final int SCRATCH_BYTES_MAX = 64 * 1024;
    private static final FastThreadLocal<byte[]> SCRATCH = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[4 * 1024];
        }
    };

    private final String endpointName;
    private final int frameLengthMax;
    private final boolean protostuffAllowed;
    private final boolean onlyWhileWritable;
    private boolean refused;

    /** @param onlyWhileWritable leave requests in the receive buffer while answers pile up: one read may hold hundreds */
    FrameDecoder(String endpointName, int frameBytesMax, boolean protostuffAllowed, boolean onlyWhileWritable) {
        this.endpointName = endpointName;
        this.frameLengthMax = frameBytesMax - Integer.BYTES;
        this.protostuffAllowed = protostuffAllowed;
        this.onlyWhileWritable = onlyWhileWritable;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        super.channelWritabilityChanged(ctx);
        if (onlyWhileWritable && ctx.channel().isWritable()) {
            // Later, not from within the write that made room: this may be the answer to a frame being decoded.
            ctx.executor().execute(() -> goOn(ctx));
        }
    }

    /** Takes what was left in the receive buffer. */
    @SuppressWarnings("IllegalCatch") // what a handler throws ends as it would in a read
    private void goOn(ChannelHandlerContext ctx) {
        try {
            if (!ctx.isRemoved()) {
                channelRead(ctx, Unpooled.EMPTY_BUFFER);
            }
        } catch (Exception e) {
            ctx.fireExceptionCaught(e);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (onlyWhileWritable && !ctx.channel().isWritable()) {
            return;
        }
        try {
            RemotingCommand command = refused ? null : readFrame(in);
            if (command != null) {
                out.add(command);
            }
        } catch (MalformedFrameException e) {
            refused = true;
            LOG.warn(
                    "{}: closed the connection of {}, which sent {}",
                    endpointName,
                    ctx.channel().remoteAddress(),
                    e.getMessage());
            ctx.close();
        }
        if (refused) {
            in.skipBytes(in.readableBytes());
        }
    }

    /** The next command, or null while its bytes are incomplete. */
    private RemotingCommand readFrame(ByteBuf in) throws MalformedFrameException {
        int at = in.readerIndex();
        int readable = in.readableBytes();
        if (readable < Integer.BYTES) {
            return null;
        }
        int frameLength = in.getInt(at);
        if (frameLength < Integer.BYTES || frameLength > frameLengthMax) {
            throw new MalformedFrameException("a frame length of " + frameLength + ", not 4 to " + frameLengthMax);
        }
        if (readable < FrameEncoder.PREFIX_BYTES) {
            return null;
        }
        HeaderType type = headerType(in.getByte(at + 4));
        int headerLength = in.getUnsignedMedium(at + 5);
        int bodyLength = frameLength - Integer.BYTES - headerLength;
        if (bodyLength < 0) {
            throw new MalformedFrameException(
                    "a header length of " + headerLength + " in a frame of length " + frameLength);
        }
        if (readable < Integer.BYTES + frameLength) {
            return null;
        }
        in.skipBytes(FrameEncoder.PREFIX_BYTES);
        RemotingCommand command = readHeader(in, type, headerLength);
        return command.headerType(type).body(readBody(in, bodyLength, command.isResponse()));
    }

    private HeaderType headerType(int number) throws MalformedFrameException {
        HeaderType type = HeaderType.of(number);
        if (type == null || (type == HeaderType.PROTOSTUFF && !protostuffAllowed)) {
            throw new MalformedFrameException("a header of type " + number + ", which is not spoken here");
        }
        return type;
    }

    private static RemotingCommand readHeader(ByteBuf in, HeaderType type, int length) throws MalformedFrameException {
        RemotingCommand command = RemotingCommand.request(0);
        if (in.hasArray()) {
            type.codec().decode(in.array(), in.arrayOffset() + in.readerIndex(), length, command);
        } else {
            byte[] bytes = scratch(length);
            in.getBytes(in.readerIndex(), bytes, 0, length);
            type.codec().decode(bytes, 0, length, command);
        }
        in.skipBytes(length);
        return command;
    }

    private static byte[] scratch(int length) {
        byte[] bytes = SCRATCH.get();
        if (bytes.length >= length) {
            return bytes;
        }
        byte[] larger = new byte[length];
        if (length <= SCRATCH_BYTES_MAX) {
            SCRATCH.set(larger);
        }
        return larger;
    }

    private static ByteBuf readBody(ByteBuf in, int length, boolean response) {
        if (length == 0) {
            return Unpooled.EMPTY_BUFFER;
        }
        if (!response) {
            return in.readRetainedSlice(length);
        }
        byte[] copy = ByteBufUtil.getBytes(in, in.readerIndex(), length, true);
        in.skipBytes(length);
        return Unpooled.wrappedBuffer(copy);
    }
}
