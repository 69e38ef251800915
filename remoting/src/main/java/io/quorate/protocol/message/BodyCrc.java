package io.quorate.protocol.message;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** The protocol's checksum: CRC-32 (the zlib polynomial) with the top bit cleared. */
public final class BodyCrc {
    private static final int MASK = 0x7FFFFFFF;

    private BodyCrc() {}

    /** Of the buffer's remaining bytes; leaves its position alone. */
    public static int of(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes.duplicate());
        return (int) crc.getValue() & MASK;
    }
}
