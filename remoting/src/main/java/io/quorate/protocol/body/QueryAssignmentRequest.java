package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;

/**
 * Body of QUERY_ASSIGNMENT: which queues a consumer shall read.
 *
 * @param strategyName how queues are shared out, by RocketMQ's name
 * @param messageModel CLUSTERING or BROADCASTING
 */
public record QueryAssignmentRequest(
        String topic, String consumerGroup, String clientId, String strategyName, String messageModel) {
    private static final String BROADCASTING = "BROADCASTING";

    public static QueryAssignmentRequest decode(ByteBuf body) throws RequestException {
        JsonObject json = JsonObject.parse(body, "QueryAssignmentRequestBody");
        return new QueryAssignmentRequest(
                json.requiredText("topic"),
                json.requiredText("consumerGroup"),
                json.requiredText("clientId"),
                json.textOr("strategyName", ""),
                json.textOr("messageModel", "CLUSTERING"));
    }

    public byte[] encode() {
        return new JsonWriter()
                .beginObject()
                .member("clientId", clientId)
                .member("consumerGroup", consumerGroup)
                .member("messageModel", messageModel)
                .member("strategyName", strategyName)
                .member("topic", topic)
                .endObject()
                .toBytes();
    }

    public boolean isBroadcasting() {
        return messageModel.equals(BROADCASTING);
    }
}
