package io.quorate.broker.offline;

import io.quorate.broker.state.CommandCodec;
import io.quorate.commitlog.StoredEntry;
import io.quorate.protocol.message.MessageProperties;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.protocol.message.PropertyNames;
import io.quorate.protocol.message.RecordLayout;
import io.quorate.raft.InvariantViolation;
import io.quorate.raft.log.CorruptEntryException;
import io.quorate.raft.membership.MembershipCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Entries and records in words. Never fails on bytes it does not know: it says so in the line. */
final class RecordLines {
    private static final int RECORD_HEAD_BYTES = 8;

    private RecordLines() {}

    static String head(StoredEntry entry) {
        return "entry index=" + entry.meta().index() + " term=" + entry.meta().term() + " position="
                + entry.meta().position() + " bytes=" + entry.meta().lengthBytes() + " kind=" + entry.kind()
                + " records=" + entry.recordCount() + " time=" + Instant.ofEpochMilli(entry.timestampMillis());
    }

    /**
     * A line for each record.
     *
     * @param topic null: all; else only messages of this topic
     */
    static List<String> of(StoredEntry entry, String topic) {
        return switch (entry.kind()) {
            case RECORDS -> records(entry, topic);
            case CONFIGURATION -> topic == null ? List.of(configuration(entry.records())) : List.of();
            case NOOP, FILLER -> List.of();
        };
    }

    private static String configuration(ByteBuffer records) {
        try {
            return "configuration " + MembershipCodec.readRecord(records);
        } catch (CorruptEntryException unreadable) {
            return "configuration that cannot be read: " + unreadable.getMessage();
        }
    }

    private static List<String> records(StoredEntry entry, String topic) {
        List<String> lines = new ArrayList<>();
        ByteBuffer records = entry.records();
        int at = 0;
        while (at + RECORD_HEAD_BYTES <= records.limit()) {
            int sizeBytes = records.getInt(at);
            if (sizeBytes < RECORD_HEAD_BYTES || sizeBytes > records.limit() - at) {
                lines.add("record of an impossible size: " + sizeBytes);
                return lines;
            }
            add(lines, records, at, sizeBytes, topic);
            at += sizeBytes;
        }
        return lines;
    }

    private static void add(List<String> lines, ByteBuffer records, int at, int sizeBytes, String topic) {
        int magic = records.getInt(at + Integer.BYTES);
        if (RecordLayout.isMessageMagic(magic)) {
            MessageRecordView message = new MessageRecordView().wrap(records, at);
            String problem = message.problem();
            if (problem != null) {
                lines.add("message that cannot be read: " + problem);
            } else if (topic == null || topic.equals(message.topic())) {
                lines.add(message(message));
            }
        } else if (topic == null) {
            lines.add(magic == CommandCodec.MAGIC ? command(records, at, sizeBytes) : unknown(magic, sizeBytes));
        }
    }

    private static String message(MessageRecordView message) {
        MessageProperties properties = MessageProperties.parse(message.propertiesUtf8());
        return "message topic=" + message.topic() + " queue=" + message.queueId() + " queueOffset="
                + message.queueOffset() + " position=" + message.position() + " bytes=" + message.totalBytes()
                + " bodyBytes=" + message.bodyBytes() + " tags=" + properties.getOrDefault(PropertyNames.TAGS, "-")
                + " keys=" + properties.getOrDefault(PropertyNames.KEYS, "-") + " uniqueKey="
                + properties.getOrDefault(PropertyNames.UNIQUE_KEY, "-") + " born="
                + Instant.ofEpochMilli(message.bornTimestampMillis()) + " stored="
                + Instant.ofEpochMilli(message.storeTimestampMillis());
    }

    private static String command(ByteBuffer records, int at, int sizeBytes) {
        try {
            return "command " + CommandCodec.decode(records, at, sizeBytes);
        } catch (InvariantViolation unknown) {
            return "command of " + sizeBytes + " bytes that this program does not know: " + unknown.getMessage();
        }
    }

    private static String unknown(int magic, int sizeBytes) {
        return String.format("record of %d bytes with unknown magic %08x", sizeBytes, magic);
    }
}
