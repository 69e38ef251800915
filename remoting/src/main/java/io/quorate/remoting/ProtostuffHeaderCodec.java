package io.quorate.remoting;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.util.concurrent.FastThreadLocal;
import io.protostuff.ByteArrayInput;
import io.protostuff.LinkedBuffer;
import io.protostuff.ProtostuffIOUtil;
import java.io.IOException;

/** The header as a protostuff message, see {@link CommandSchema}. */
final class ProtostuffHeaderCodec implements HeaderCodec {
    private static final int SCRATCH_BYTES = 1024;

    private static final FastThreadLocal<LinkedBuffer> SCRATCH = new FastThreadLocal<>() {
        @Override
        protected LinkedBuffer initialValue() {
            return LinkedBuffer.allocate(SCRATCH_BYTES);
        }
    };

    @Override
    public boolean carries(RemotingCommand command) {
        return true;
    }

    @Override
    public void encode(RemotingCommand command, ByteBuf out) throws RemotingException {
        LinkedBuffer scratch = SCRATCH.get();
        try (ByteBufOutputStream stream = new ByteBufOutputStream(out)) {
            ProtostuffIOUtil.writeTo(stream, command, CommandSchema.INSTANCE, scratch);
        } catch (IOException e) {
            throw new RemotingException(RemotingException.Reason.NOT_ENCODABLE, "no protostuff header: " + e, e);
        } finally {
            scratch.clear();
        }
    }

    @Override
    public void decode(byte[] bytes, int offset, int length, RemotingCommand into) throws MalformedFrameException {
        ByteArrayInput in = new ByteArrayInput(bytes, offset, length, true);
        into.version(0).language(Language.OTHER);
        try {
            CommandSchema.INSTANCE.mergeFrom(in, into);
        } catch (IOException | RuntimeException e) {
            // The reader trusts lengths it has read: it may run into the end of the array before it notices.
            throw new MalformedFrameException("a header that is not protostuff (" + e + ")");
        }
        if (in.currentOffset() != offset + length) {
            throw new MalformedFrameException("a protostuff header that does not end where the frame says");
        }
    }
}
