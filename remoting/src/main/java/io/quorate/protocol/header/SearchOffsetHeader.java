package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.protocol.Remarks;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;
import java.util.Locale;

/** Header of SEARCH_OFFSET_BY_TIMESTAMP. */
public record SearchOffsetHeader(String topic, int queueId, long timestampMillis, Boundary boundary) {
    public enum Boundary {
        /** The smallest offset stored at the time or later. */
        LOWER,
        /** The largest offset stored at the time or earlier. */
        UPPER
    }

    public static SearchOffsetHeader decode(ExtFields fields) throws RequestException {
        return new SearchOffsetHeader(
                Fields.required(fields, "topic"),
                Fields.requiredInt(fields, "queueId"),
                Fields.requiredLong(fields, "timestamp"),
                boundary(Fields.optional(fields, "boundaryType")));
    }

    public void encode(ExtFields fields) {
        fields.put("topic", topic)
                .put("queueId", queueId)
                .put("timestamp", timestampMillis)
                .put("boundaryType", boundary.name());
    }

    private static Boundary boundary(String name) throws RequestException {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "", "LOWER" -> Boundary.LOWER;
            case "UPPER" -> Boundary.UPPER;
            default ->
                throw new RequestException(
                        ResponseCode.SYSTEM_ERROR,
                        "the field boundaryType is \"" + Remarks.shortened(name) + "\", expected LOWER or UPPER");
        };
    }
}
