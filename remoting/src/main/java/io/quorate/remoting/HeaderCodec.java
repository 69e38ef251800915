package io.quorate.remoting;

import com.google.errorprone.annotations.Immutable;
import io.netty.buffer.ByteBuf;

/** The header of a frame: bytes to values and back. Stateless, from any thread. */
@Immutable
interface HeaderCodec {
    /**
     * A bound on a client's power over us: fields are looked up one by one, so a header full of them would hold up the
     * I/O loop. The largest real header has some thirty. Over it the header is malformed.
     */
    int EXT_FIELDS_MAX = 1024;

    /** Whether every value fits this form. */
    default boolean carries(RemotingCommand command) {
        return command.typedHeader().length == 0;
    }

    /** Appends the header. What it wrote before failing is the caller's to drop. */
    void encode(RemotingCommand command, ByteBuf out) throws RemotingException;

    /** Reads the header that fills {@code bytes[offset, offset + length)} into a fresh command. */
    void decode(byte[] bytes, int offset, int length, RemotingCommand into) throws MalformedFrameException;

    static void checkExtFieldCount(int count) throws MalformedFrameException {
        if (count > EXT_FIELDS_MAX) {
            throw new MalformedFrameException("a header of more than " + EXT_FIELDS_MAX + " fields");
        }
    }
}
