package io.quorate.broker.pop;

import io.quorate.protocol.message.MessageRecordView;
import io.quorate.protocol.message.PropertyNames;
import io.quorate.protocol.message.RecordLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A stored record as it goes out again: with how often it went out before, and when first. It stays where it is in the log;
 * properties are the last of a record's fields, so one more only makes it longer.
 */
final class RedeliveredRecord {
    private static final char NAME_END = 1;
    private static final char PAIR_END = 2;

    private RedeliveredRecord() {}

    /** @param record as stored, from 0 to the limit */
    static ByteBuffer of(ByteBuffer record, int earlierDeliveryCount, long firstPopMillis) {
        MessageRecordView view = new MessageRecordView().wrap(record, 0);
        byte[] property = property(view, firstPopMillis);
        int propertiesBytes = view.propertiesBytes();
        if (propertiesBytes + property.length > RecordLayout.PROPERTIES_BYTES_MAX) {
            property = new byte[0]; // clients then take this delivery for the first
        }
        int totalBytes = view.totalBytes();
        int propertiesLengthAt = totalBytes - propertiesBytes - Short.BYTES;
        ByteBuffer copy = ByteBuffer.allocate(totalBytes + property.length)
                .put(record.duplicate().rewind())
                .put(property);
        int reconsumeTimesAt = RecordLayout.reconsumeTimesAt(view.sysFlag());
        return copy.putInt(RecordLayout.TOTAL_SIZE_AT, totalBytes + property.length)
                .putShort(propertiesLengthAt, (short) (propertiesBytes + property.length))
                .putInt(reconsumeTimesAt, copy.getInt(reconsumeTimesAt) + earlierDeliveryCount)
                .flip();
    }

    private static byte[] property(MessageRecordView view, long firstPopMillis) {
        ByteBuffer before = view.propertiesUtf8();
        boolean open = before.hasRemaining() && before.get(before.limit() - 1) != PAIR_END;
        String pair = PropertyNames.FIRST_POP_TIME + NAME_END + firstPopMillis + PAIR_END;
        return ((open ? String.valueOf(PAIR_END) : "") + pair).getBytes(StandardCharsets.UTF_8);
    }
}
