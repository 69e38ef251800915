package io.quorate.broker.state;

import io.quorate.commitlog.index.MessageIndex;
import io.quorate.protocol.body.ConsumerGroupConfig;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.raft.InvariantViolation;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.runtime.CorruptSnapshotException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Makes tables of what {@link SnapshotFormat} draws. The bytes come from a disk or a peer: nothing in them is believed
 * before it was checked, and never more is allocated than they are long, but for a constant factor.
 */
final class SnapshotReader {
    /** What a snapshot holds. */
    record Restored(Tables tables, Applied applied) {}

    private final ByteBuffer bytes;
    private final Tables tables;
    private SnapshotHead head; // null until read
    private int version;
    private int end; // the kind of the last row
    private int lastKind;

    private SnapshotReader(ByteBuffer bytes, Tables tables) {
        this.bytes = bytes;
        this.tables = tables;
    }

    /** @param messages where those of before the snapshot are */
    static Restored read(LogBase base, ByteBuffer snapshot, Defaults defaults, MessageIndex messages)
            throws CorruptSnapshotException {
        SnapshotReader reader = new SnapshotReader(snapshot.slice(), Tables.empty(defaults, messages));
        reader.readFileHeader();
        while (reader.lastKind != reader.end) {
            reader.readRow();
        }
        if (reader.bytes.hasRemaining()) {
            throw new CorruptSnapshotException(
                    "the state snapshot goes on for " + reader.bytes.remaining() + " bytes after its end");
        }
        Applied applied = reader.head.applied();
        checkPlace(base, applied);
        reader.tables.topics().restoreVersion(reader.head.topics());
        reader.tables.consumerGroups().restoreVersion(reader.head.consumerGroups());
        return new Restored(reader.tables, applied);
    }

    private static void checkPlace(LogBase base, Applied applied) throws CorruptSnapshotException {
        if (applied.index() != base.index()
                || applied.term() != base.term()
                || applied.position() != base.position()
                || applied.timestampMillis() != base.timestampMillis()) {
            throw new CorruptSnapshotException(
                    "the state snapshot was taken elsewhere in the log: it says " + applied + ", expected was " + base);
        }
    }

    private void readFileHeader() throws CorruptSnapshotException {
        if (bytes.remaining() < SnapshotFormat.FILE_HEADER_BYTES) {
            throw cutOff();
        }
        int magic = bytes.getInt();
        if (magic != SnapshotFormat.MAGIC) {
            throw new CorruptSnapshotException(
                    "this is no state snapshot: its magic is 0x" + Integer.toHexString(magic));
        }
        version = bytes.getInt();
        if (version < SnapshotFormat.VERSION_WITHOUT_BORN || version > SnapshotFormat.VERSION) {
            throw new CorruptSnapshotException("the state snapshot has version " + version + ", this build knows "
                    + SnapshotFormat.VERSION_WITHOUT_BORN + " to " + SnapshotFormat.VERSION + " only");
        }
        end = version < SnapshotFormat.VERSION ? SnapshotFormat.END_WITHOUT_PARTS : SnapshotFormat.END;
    }

    private void readRow() throws CorruptSnapshotException {
        int at = bytes.position();
        if (bytes.remaining() < SnapshotFormat.ROW_HEADER_BYTES) {
            throw cutOff();
        }
        int kind = bytes.getInt();
        int bodyBytes = bytes.getInt();
        int checksum = bytes.getInt();
        // Kinds come in the order of their numbers: so there is one head, first, and one end, last.
        boolean inOrder = lastKind == 0 ? kind == SnapshotFormat.HEAD : kind >= lastKind && kind > SnapshotFormat.HEAD;
        if (!inOrder || !isKnown(kind)) {
            throw new CorruptSnapshotException(
                    "the state snapshot has a row of kind " + kind + " after kind " + lastKind + " at byte " + at);
        }
        if (bodyBytes < 0 || bodyBytes > bytes.remaining()) {
            throw cutOff();
        }
        byte[] body = new byte[bodyBytes];
        bytes.get(body);
        if (SnapshotFormat.checksum(kind, body) != checksum) {
            throw new CorruptSnapshotException("the state snapshot is damaged: the row at byte " + at + " of kind "
                    + kind + " does not match its checksum");
        }
        try {
            takeRow(kind, body);
        } catch (RuntimeException | InvariantViolation e) {
            // What schemas and tables hold for a mistake of ours when it comes from our log is here one of the bytes'.
            throw new CorruptSnapshotException(
                    "the state snapshot's row at byte " + at + " of kind " + kind + " does not parse: "
                            + e.getMessage(),
                    e);
        }
        lastKind = kind;
    }

    private CorruptSnapshotException cutOff() {
        return new CorruptSnapshotException("the state snapshot is cut off: it has " + bytes.limit() + " bytes");
    }

    private void takeRow(int kind, byte[] body) {
        switch (kind) {
            case SnapshotFormat.HEAD -> head = SnapshotHead.SCHEMA.decode(body);
            case SnapshotFormat.TOPIC -> {
                TopicConfig topic = TopicPut.SCHEMA.decode(body).config();
                tables.topics().restore(topic.topicName(), topic);
            }
            case SnapshotFormat.CONSUMER_GROUP -> {
                ConsumerGroupConfig group = ConsumerGroupPut.SCHEMA.decode(body).config();
                tables.consumerGroups().restore(group.groupName(), group);
            }
            case SnapshotFormat.OFFSETS -> tables.offsets().restore(OffsetsRow.SCHEMA.decode(body));
            case SnapshotFormat.QUEUES -> takeQueues(QueuesRow.SCHEMA.decode(body));
            default ->
                part(kind).ifPresent(part -> part.restore(body)); // else the end, which says only that all is there
        }
    }

    private boolean isKnown(int kind) {
        return kind == end
                || kind <= SnapshotFormat.QUEUES
                || (version == SnapshotFormat.VERSION && part(kind).isPresent());
    }

    private Optional<StatePart> part(int kind) {
        return tables.parts().stream()
                .filter(part -> part.snapshotKind() == kind)
                .findFirst();
    }

    private void takeQueues(QueuesRow row) {
        long position = head.applied().position();
        // Such snapshots stand at their log's base: there is nothing before them to be told apart.
        tables.queues().restore(version > SnapshotFormat.VERSION_WITHOUT_BORN ? row : row.bornAt(position), position);
    }
}
