package io.quorate.commitlog.index;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How an index file begins. Big-endian; the directory follows, then the body, then nothing.
 *
 * <pre>
 *  0 int  magic "QRIX"        32 long endFingerprint    of the log at the segment's end
 *  4 int  version 1           40 int  directoryBytes
 *  8 int  kind                44 int  directoryCrc      crc32c
 * 12 int  0                   48 int  bodyBytes
 * 16 long segmentStart        52 int  bodyCrc           crc32c
 * 24 long segmentBytes        56 int  0
 *                             60 int  headerCrc         crc32c over bytes [0, 60)
 * </pre>
 */
record IndexHeader(SealedSegment segment, int directoryBytes, int directoryCrc, int bodyBytes, int bodyCrc) {
    static final int BYTES = 64;

    private static final int MAGIC = 0x51524958;
    private static final int VERSION = 1;
    private static final int CRC_AT = 60;

    static IndexHeader of(SealedSegment segment, List<ByteBuffer> directory, List<ByteBuffer> body) {
        return new IndexHeader(segment, bytesOf(directory), crcOf(directory), bytesOf(body), crcOf(body));
    }

    private static int bytesOf(List<ByteBuffer> buffers) {
        // Far below 2 GiB: an index is smaller than its segment, whose length is an int.
        return Math.toIntExact(buffers.stream().mapToLong(ByteBuffer::remaining).sum());
    }

    private static int crcOf(List<ByteBuffer> buffers) {
        CRC32C crc = new CRC32C();
        buffers.forEach(buffer -> crc.update(buffer.duplicate()));
        return (int) crc.getValue();
    }

    long fileBytes() {
        return (long) BYTES + directoryBytes + bodyBytes;
    }

    ByteBuffer encode(IndexKind kind) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        putIdentity(bytes, kind, segment);
        bytes.putInt(directoryBytes).putInt(directoryCrc).putInt(bodyBytes).putInt(bodyCrc);
        bytes.putInt(CRC_AT, crcOf(List.of(bytes.slice(0, CRC_AT))));
        return bytes.rewind();
    }

    private static void putIdentity(ByteBuffer bytes, IndexKind kind, SealedSegment segment) {
        bytes.putInt(MAGIC)
                .putInt(VERSION)
                .putInt(kind.code())
                .putInt(0)
                .putLong(segment.startPosition())
                .putLong(segment.lengthBytes())
                .putLong(segment.endFingerprint());
    }

    /** Of a whole file; empty if it is not a sound one of this kind with a sound directory. */
    static Optional<IndexHeader> read(ByteBuffer file, IndexKind kind) {
        if (file.capacity() < BYTES || file.getInt(CRC_AT) != crcOf(List.of(file.slice(0, CRC_AT)))) {
            return Optional.empty();
        }
        ByteBuffer from = file.duplicate();
        boolean known = from.getInt() == MAGIC
                && from.getInt() == VERSION
                && from.getInt() == kind.code()
                && from.getInt() == 0;
        SealedSegment segment = new SealedSegment(from.getLong(), from.getLong(), from.getLong());
        IndexHeader header = new IndexHeader(segment, from.getInt(), from.getInt(), from.getInt(), from.getInt());
        boolean whole = header.directoryBytes >= 0 && header.bodyBytes >= 0 && header.fileBytes() == file.capacity();
        return known && whole && header.isDirectory(header.directory(file)) ? Optional.of(header) : Optional.empty();
    }

    ByteBuffer directory(ByteBuffer file) {
        return file.slice(BYTES, directoryBytes);
    }

    ByteBuffer body(ByteBuffer file) {
        return file.slice(BYTES + directoryBytes, bodyBytes);
    }

    boolean isDirectory(ByteBuffer bytes) {
        return crcOf(List.of(bytes)) == directoryCrc;
    }

    boolean isBody(ByteBuffer bytes) {
        return crcOf(List.of(bytes)) == bodyCrc;
    }
}
