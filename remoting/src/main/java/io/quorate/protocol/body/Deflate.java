package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quorate.remoting.RequestException;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** One zlib stream, in memory. */
final class Deflate {
    /** Larger results are refused: a small body must not be able to fill the heap. 64 MiB is a million topics. */
    private static final int INFLATED_BYTES_MAX = 64 << 20;

    private static final int CHUNK_BYTES = 16 << 10;

    private Deflate() {}

    /** Inflates the readable bytes, whose reader index stays. The result is an unpooled heap buffer. */
    static ByteBuf inflate(ByteBuf compressed) throws RequestException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(ByteBufUtil.getBytes(compressed));
            return Unpooled.wrappedBuffer(inflateAll(inflater));
        } catch (DataFormatException e) {
            throw RegisterBrokerBody.broken("it is no zlib stream");
        } finally {
            inflater.end();
        }
    }

    static byte[] deflate(ByteBuf plain) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(ByteBufUtil.getBytes(plain));
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] chunk = new byte[CHUNK_BYTES];
            while (!deflater.finished()) {
                out.write(chunk, 0, deflater.deflate(chunk));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static byte[] inflateAll(Inflater inflater) throws DataFormatException, RequestException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK_BYTES];
        while (!inflater.finished()) {
            int inflated = inflater.inflate(chunk);
            // No progress and not finished: the stream is cut short, or wants a dictionary.
            if (inflated == 0 && !inflater.finished()) {
                throw RegisterBrokerBody.broken("the zlib stream ends too early");
            }
            out.write(chunk, 0, inflated);
            if (out.size() > INFLATED_BYTES_MAX) {
                throw RegisterBrokerBody.broken("it inflates to more than " + INFLATED_BYTES_MAX + " bytes");
            }
        }
        return out.toByteArray();
    }
}
