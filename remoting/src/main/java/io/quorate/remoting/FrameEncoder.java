package io.quorate.remoting;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.quorate.remoting.RemotingException.Reason;

/**
 * Commands become bytes, as drawn at {@link FrameDecoder}: a buffer with lengths and header, then the command's own body,
 * uncopied. What does not fit a frame fails its promise with NOT_ENCODABLE, if it is a request; in place of a response
 * goes an error, since a requester without an answer waits out its timeout.
 */
// Netty reports what became of a write or close as an event of the channel, too; its futures say nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class FrameEncoder extends ChannelOutboundHandlerAdapter {
    static final int PREFIX_BYTES = 8;

    private static final int HEADER_BYTES_GUESS = 512;
    private static final int HEADER_BYTES_MAX = 0xFFFFFF;

    private final int frameBytesMax;

    FrameEncoder(int frameBytesMax) {
        this.frameBytesMax = frameBytesMax;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof RemotingCommand command)) {
            ctx.write(message, promise);
            return;
        }
        ByteBuf body = command.body();
        ByteBuf head;
        try {
            head = encodeHead(ctx.alloc(), command, body.readableBytes());
        } catch (RemotingException e) {
            body.release();
            refuse(ctx, command, e, promise);
            return;
        }
        if (body.isReadable()) {
            ctx.write(head);
            ctx.write(body, promise);
        } else {
            body.release();
            ctx.write(head, promise);
        }
    }

    private void refuse(
            ChannelHandlerContext ctx, RemotingCommand command, RemotingException why, ChannelPromise promise) {
        if (!command.isResponse()) {
            promise.tryFailure(why);
            return;
        }
        RemotingCommand error = RemotingCommand.response(NettyConnection.SYSTEM_ERROR, why.getMessage())
                .opaque(command.opaque())
                .headerType(command.headerType());
        try {
            ctx.write(encodeHead(ctx.alloc(), error, 0), promise);
        } catch (RemotingException e) {
            promise.tryFailure(e);
        }
    }

    private ByteBuf encodeHead(ByteBufAllocator allocator, RemotingCommand command, int bodyBytes)
            throws RemotingException {
        // The reader decodes each frame by its own type byte: a code too large for the binary form goes as JSON.
        HeaderType type = command.headerType().codec().carries(command) ? command.headerType() : HeaderType.JSON;
        if (!type.codec().carries(command)) {
            throw new RemotingException(
                    Reason.NOT_ENCODABLE, "a typed header travels in PROTOSTUFF headers only, not in " + type);
        }
        ByteBuf head = allocator.ioBuffer(HEADER_BYTES_GUESS);
        boolean done = false;
        try {
            head.writeZero(PREFIX_BYTES);
            type.codec().encode(command, head);
            int headerBytes = head.readableBytes() - PREFIX_BYTES;
            long frameBytes = (long) head.readableBytes() + bodyBytes;
            if (frameBytes > frameBytesMax || headerBytes > HEADER_BYTES_MAX) {
                throw new RemotingException(
                        Reason.NOT_ENCODABLE,
                        "command " + command.code() + " with a header of " + headerBytes + " and a body of " + bodyBytes
                                + " bytes exceeds the frame limit of " + frameBytesMax);
            }
            head.setInt(0, (int) frameBytes - Integer.BYTES);
            head.setInt(Integer.BYTES, (type.number() << 24) | headerBytes);
            done = true;
            return head;
        } finally {
            if (!done) {
                head.release();
            }
        }
    }
}
