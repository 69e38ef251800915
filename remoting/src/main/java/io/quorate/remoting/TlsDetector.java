package io.quorate.remoting;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at a connection's first byte, puts a TLS handler in its own place if it starts a handshake, and leaves. */
// Netty reports what became of a write or close as an event of the channel, too; its futures say nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class TlsDetector extends ByteToMessageDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(TlsDetector.class);

    /** Never the first byte of a frame, whose length it would be the top byte of. */
    private static final byte HANDSHAKE = 0x16;

    private final String endpointName;
    private final SslContext context;
    private final boolean plainAllowed;

    TlsDetector(String endpointName, SslContext context, boolean plainAllowed) {
        this.endpointName = endpointName;
        this.context = context;
        this.plainAllowed = plainAllowed;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (in.getByte(in.readerIndex()) == HANDSHAKE) {
            ctx.pipeline().replace(this, "tls", context.newHandler(ctx.alloc()));
        } else if (plainAllowed) {
            ctx.pipeline().remove(this);
        } else {
            LOG.warn(
                    "{}: closed the connection of {}, which does not speak TLS",
                    endpointName,
                    ctx.channel().remoteAddress());
            in.skipBytes(in.readableBytes());
            ctx.close();
        }
    }
}
