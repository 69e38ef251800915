package io.quorate.broker.state;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes the state as {@link SnapshotFormat} draws it. For one snapshot, on the replica loop. */
final class SnapshotWriter {
    /** Rows are gathered in buffers of this size; a longer row has one of its own. */
    private static final int BUFFER_BYTES = 256 << 10;

    private final List<ByteBuffer> full = new ArrayList<>();
    private ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    private SnapshotWriter() {}

    static List<ByteBuffer> write(Tables tables, Applied applied) {
        SnapshotWriter writer = new SnapshotWriter();
        writer.buffer.putInt(SnapshotFormat.MAGIC).putInt(SnapshotFormat.VERSION);
        SnapshotHead head = new SnapshotHead(
                applied, tables.topics().version(), tables.consumerGroups().version());
        writer.row(SnapshotFormat.HEAD, SnapshotHead.SCHEMA.encode(head));
        tables.topics()
                .logged()
                .forEach((name, config) ->
                        writer.row(SnapshotFormat.TOPIC, TopicPut.SCHEMA.encode(new TopicPut(config, false))));
        tables.consumerGroups()
                .logged()
                .forEach((name, config) -> writer.row(
                        SnapshotFormat.CONSUMER_GROUP,
                        ConsumerGroupPut.SCHEMA.encode(new ConsumerGroupPut(config, false))));
        tables.offsets().rows().forEach(row -> writer.row(SnapshotFormat.OFFSETS, OffsetsRow.SCHEMA.encode(row)));
        tables.queues().rows().forEach(row -> writer.row(SnapshotFormat.QUEUES, QueuesRow.SCHEMA.encode(row)));
        tables.parts().forEach(part -> part.rows(body -> writer.row(part.snapshotKind(), body)));
        writer.row(SnapshotFormat.END, new byte[0]);
        writer.endBuffer(0);
        return writer.full;
    }

    private void row(int kind, byte[] body) {
        int lengthBytes = SnapshotFormat.ROW_HEADER_BYTES + body.length;
        if (lengthBytes > buffer.remaining()) {
            endBuffer(lengthBytes);
        }
        buffer.putInt(kind)
                .putInt(body.length)
                .putInt(SnapshotFormat.checksum(kind, body))
                .put(body);
    }

    private void endBuffer(int nextBytes) {
        full.add(buffer.flip().asReadOnlyBuffer());
        buffer = ByteBuffer.allocate(Math.max(BUFFER_BYTES, nextBytes));
    }
}
