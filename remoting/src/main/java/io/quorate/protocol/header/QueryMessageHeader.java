package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;

/**
 * Header of QUERY_MESSAGE.
 *
 * @param endTimestampMillis {@code Long.MAX_VALUE} for open
 * @param indexType {@code K} key, {@code U} unique key, {@code T} tag; "" if absent
 * @param uniqueKeyQuery the key is a unique key
 */
public record QueryMessageHeader(
        String topic,
        String key,
        int messagesMax,
        long beginTimestampMillis,
        long endTimestampMillis,
        String indexType,
        boolean uniqueKeyQuery) {
    public static QueryMessageHeader decode(ExtFields fields) throws RequestException {
        return new QueryMessageHeader(
                Fields.required(fields, "topic"),
                Fields.required(fields, "key"),
                Fields.requiredInt(fields, "maxNum"),
                Fields.requiredLong(fields, "beginTimestamp"),
                Fields.requiredLong(fields, "endTimestamp"),
                Fields.optional(fields, "indexType"),
                Fields.flagOr(fields, "_UNIQUE_KEY_QUERY", false));
    }

    public void encode(ExtFields fields) {
        fields.put("topic", topic)
                .put("key", key)
                .put("maxNum", messagesMax)
                .put("beginTimestamp", beginTimestampMillis)
                .put("endTimestamp", endTimestampMillis)
                .put("indexType", indexType)
                .put("_UNIQUE_KEY_QUERY", uniqueKeyQuery);
    }
}
