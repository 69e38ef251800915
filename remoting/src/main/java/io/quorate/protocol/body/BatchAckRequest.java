package io.quorate.protocol.body;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.Remarks;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;

/** Body of BATCH_ACK_MESSAGE: messages of any groups and queues that their consumers are done with. */
public record BatchAckRequest(List<Ack> acks) {
    /**
     * Messages of one delivery.
     *
     * @param retry as in {@link io.quorate.protocol.PopReceipt}
     * @param acknowledged bit i for the message at startOffset + i
     */
    public record Ack(
            String consumerGroup,
            String topic,
            String retry,
            long startOffset,
            int queueId,
            int reviveQueueId,
            long popMillis,
            long invisibleMillis,
            BitSet acknowledged) {
        private static Ack read(JsonObject json) throws RequestException {
            return new Ack(
                    text(json, "c", "consumerGroup"),
                    text(json, "t", "topic"),
                    text(json, "r", "retry"),
                    number(json, "so", "startOffset"),
                    (int) number(json, "q", "queueId"),
                    (int) number(json, "rq", "reviveQueueId"),
                    number(json, "pt", "popTime"),
                    number(json, "it", "invisibleTime"),
                    bits(text(json, "b", "bitSet")));
        }

        private static String text(JsonObject json, String name, String longName) throws RequestException {
            return json.has(name) ? json.requiredText(name) : json.requiredText(longName);
        }

        private static long number(JsonObject json, String name, String longName) throws RequestException {
            return json.has(name) ? json.requiredLong(name) : json.requiredLong(longName);
        }

        private static BitSet bits(String text) throws RequestException {
            try {
                return BitSet.valueOf(Base64.getDecoder().decode(text));
            } catch (IllegalArgumentException e) {
                throw new RequestException(
                        ResponseCode.INVALID_PARAMETER,
                        "the bit set \"" + Remarks.shortened(text) + "\" of a batch of acknowledgements is not base64");
            }
        }

        private void write(JsonWriter json) {
            json.beginObject()
                    .member("c", consumerGroup)
                    .member("t", topic)
                    .member("r", retry)
                    .member("so", startOffset)
                    .member("q", queueId)
                    .member("rq", reviveQueueId)
                    .member("pt", popMillis)
                    .member("it", invisibleMillis)
                    .member("b", Base64.getEncoder().encodeToString(acknowledged.toByteArray()))
                    .endObject();
        }
    }

    public BatchAckRequest {
        acks = List.copyOf(acks);
    }

    public static BatchAckRequest decode(ByteBuf body) throws RequestException {
        List<Ack> acks = new ArrayList<>();
        for (JsonObject ack :
                JsonObject.parse(body, "BatchAckMessageRequestBody").objects("acks")) {
            acks.add(Ack.read(ack));
        }
        return new BatchAckRequest(acks);
    }

    public byte[] encode(String brokerName) {
        JsonWriter json = new JsonWriter()
                .beginObject()
                .member("brokerName", brokerName)
                .key("acks")
                .beginArray();
        acks.forEach(ack -> ack.write(json));
        return json.endArray().endObject().toBytes();
    }
}
