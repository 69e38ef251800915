package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;

/**
 * Ext fields of the answer to a pull; all four must be there for the codes SUCCESS, PULL_NOT_FOUND,
 * PULL_RETRY_IMMEDIATELY and PULL_OFFSET_MOVED.
 *
 * @param suggestWhichBrokerId whom to pull from next: 0 is the leader
 * @param maxOffset offset the queue's next message will get
 */
public record PullMessageReply(long suggestWhichBrokerId, long nextBeginOffset, long minOffset, long maxOffset) {
    public static PullMessageReply decode(ExtFields fields) throws RequestException {
        return new PullMessageReply(
                Fields.requiredLong(fields, "suggestWhichBrokerId"),
                Fields.requiredLong(fields, "nextBeginOffset"),
                Fields.requiredLong(fields, "minOffset"),
                Fields.requiredLong(fields, "maxOffset"));
    }

    public void encode(ExtFields fields) {
        fields.put("suggestWhichBrokerId", suggestWhichBrokerId)
                .put("nextBeginOffset", nextBeginOffset)
                .put("minOffset", minOffset)
                .put("maxOffset", maxOffset);
    }
}
