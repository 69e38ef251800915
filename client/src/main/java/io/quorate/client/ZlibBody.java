package io.quorate.client;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Message bodies as zlib streams. */
final class ZlibBody {
    /** Of an inflated body; what claims to be larger is refused, for it may be a bomb. */
    static final int INFLATED_BYTES_MAX = 64 << 20;

    private static final int LEVEL = 5; // as the RocketMQ producers
    private static final int CHUNK_BYTES = 8192;

    private ZlibBody() {}

    static byte[] deflate(byte[] body) {
        Deflater deflater = new Deflater(LEVEL);
        try {
            deflater.setInput(body);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 2 + 64);
            byte[] chunk = new byte[CHUNK_BYTES];
            while (!deflater.finished()) {
                out.write(chunk, 0, deflater.deflate(chunk));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    static byte[] inflate(byte[] stream) throws DataFormatException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(stream);
            ByteArrayOutputStream out = new ByteArrayOutputStream(4 * stream.length);
            byte[] chunk = new byte[CHUNK_BYTES];
            while (!inflater.finished()) {
                int length = inflater.inflate(chunk);
                if (length == 0) {
                    throw new DataFormatException("the zlib stream of " + stream.length + " bytes is cut off");
                }
                if (out.size() + length > INFLATED_BYTES_MAX) {
                    throw new DataFormatException("the body inflates to more than " + INFLATED_BYTES_MAX + " bytes");
                }
                out.write(chunk, 0, length);
            }
            return out.toByteArray();
        } finally {
            inflater.end();
        }
    }
}
