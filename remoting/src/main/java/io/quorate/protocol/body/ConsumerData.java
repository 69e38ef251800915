package io.quorate.protocol.body;

import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.ArrayList;
import java.util.List;

/**
 * One consumer group of a client, in its heartbeat. Types are kept as the client wrote them: brokers pass them on to tools
 * and act on few of them.
 */
public record ConsumerData(
        String groupName,
        String consumeType,
        String messageModel,
        String consumeFromWhere,
        List<SubscriptionData> subscriptions,
        boolean unitMode) {
    public static final String CONSUME_PASSIVELY = "CONSUME_PASSIVELY";
    public static final String CONSUME_ACTIVELY = "CONSUME_ACTIVELY";
    public static final String CONSUME_POP = "CONSUME_POP";
    public static final String CLUSTERING = "CLUSTERING";
    public static final String BROADCASTING = "BROADCASTING";
    public static final String FROM_LAST_OFFSET = "CONSUME_FROM_LAST_OFFSET";
    public static final String FROM_FIRST_OFFSET = "CONSUME_FROM_FIRST_OFFSET";
    public static final String FROM_TIMESTAMP = "CONSUME_FROM_TIMESTAMP";

    public ConsumerData {
        subscriptions = List.copyOf(subscriptions);
    }

    public boolean isBroadcasting() {
        return BROADCASTING.equals(messageModel);
    }

    public static ConsumerData read(JsonObject json) throws RequestException {
        List<SubscriptionData> subscriptions = new ArrayList<>();
        for (JsonObject subscription : json.objects("subscriptionDataSet")) {
            subscriptions.add(SubscriptionData.read(subscription));
        }
        return new ConsumerData(
                json.requiredText("groupName"),
                json.textOr("consumeType", CONSUME_PASSIVELY),
                json.textOr("messageModel", CLUSTERING),
                json.textOr("consumeFromWhere", FROM_LAST_OFFSET),
                subscriptions,
                json.flagOr("unitMode", false));
    }

    public void write(JsonWriter json) {
        json.beginObject()
                .member("consumeFromWhere", consumeFromWhere)
                .member("consumeType", consumeType)
                .member("groupName", groupName)
                .member("messageModel", messageModel);
        json.key("subscriptionDataSet").beginArray();
        subscriptions.forEach(subscription -> subscription.write(json));
        json.endArray().member("unitMode", unitMode).endObject();
    }
}
