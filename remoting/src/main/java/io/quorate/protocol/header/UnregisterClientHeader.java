package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;

/**
 * Header of UNREGISTER_CLIENT.
 *
 * @param producerGroup "" if no producer leaves
 * @param consumerGroup "" if no consumer leaves
 */
public record UnregisterClientHeader(String clientId, String producerGroup, String consumerGroup) {
    public static UnregisterClientHeader decode(ExtFields fields) throws RequestException {
        return new UnregisterClientHeader(
                Fields.required(fields, "clientID"),
                Fields.optional(fields, "producerGroup"),
                Fields.optional(fields, "consumerGroup"));
    }

    public void encode(ExtFields fields) {
        fields.put("clientID", clientId).put("producerGroup", producerGroup).put("consumerGroup", consumerGroup);
    }
}
