package io.quorate.protocol.body;

import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;

/** A topic's queues on one broker name. */
public record QueueData(String brokerName, int readQueueCount, int writeQueueCount, int perm, int topicSysFlag) {
    public static QueueData read(JsonObject json) throws RequestException {
        return new QueueData(
                json.requiredText("brokerName"),
                json.intOr("readQueueNums", 0),
                json.intOr("writeQueueNums", 0),
                json.intOr("perm", 0),
                json.intOr("topicSysFlag", 0));
    }

    public void write(JsonWriter json) {
        json.beginObject()
                .member("brokerName", brokerName)
                .member("perm", perm)
                .member("readQueueNums", readQueueCount)
                .member("topicSysFlag", topicSysFlag)
                .member("writeQueueNums", writeQueueCount)
                .endObject();
    }
}
