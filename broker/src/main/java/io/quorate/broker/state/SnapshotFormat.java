package io.quorate.broker.state;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A snapshot of the broker's state, big-endian:
 *
 * <pre>
 *  0  int    magic       0x51535431, "QST1"
 *  4  int    version     3; 2 knew no parts; 1 had no born positions in its queues, either
 *  8  rows, each:
 *       0  int    kind      1 head, 2 topic, 3 consumer group, 4 offsets, 5 queues, 10 to 99 parts, 100 end (6 before version 3)
 *       4  int    size      of the body
 *       8  int    crc32c    of kind and body
 *      12  ...    body      protostuff; that of a topic or consumer group is the command that would make it, that of a part
 *                           what the part says
 * </pre>
 *
 * <p>One head comes first and one end last; between them the rows of each kind, kind by kind, sorted by their names. So
 * equal tables give equal bytes. A row that this build does not know, or a field of one, means another version.
 */
final class SnapshotFormat {
    static final int MAGIC = 0x51535431;
    static final int VERSION = 3;
    static final int VERSION_WITHOUT_PARTS = 2;
    static final int VERSION_WITHOUT_BORN = 1;

    static final int FILE_HEADER_BYTES = 8;
    static final int ROW_HEADER_BYTES = 12;

    static final int HEAD = 1;
    static final int TOPIC = 2;
    static final int CONSUMER_GROUP = 3;
    static final int OFFSETS = 4;
    static final int QUEUES = 5;
    static final int END_WITHOUT_PARTS = 6;
    static final int END = 100;

    private SnapshotFormat() {}

    static int checksum(int kind, byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, kind));
        crc.update(ByteBuffer.wrap(body));
        return (int) crc.getValue();
    }
}
