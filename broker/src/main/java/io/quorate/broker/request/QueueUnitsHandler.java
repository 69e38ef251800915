package io.quorate.broker.request;

import io.quorate.broker.cluster.ClientRegistry;
import io.quorate.broker.cluster.Subscription;
import io.quorate.broker.state.BrokerState;
import io.quorate.commitlog.index.QueueIndex;
import io.quorate.commitlog.index.QueueView;
import io.quorate.protocol.Fields;
import io.quorate.protocol.Remarks;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import io.quorate.remoting.RequestHandler;
import java.util.Optional;

/** QUERY_CONSUME_QUEUE: where a queue's messages are in the log, and whether a consumer group's filter lets them pass. */
final class QueueUnitsHandler implements RequestHandler {
    /** More are not given, whatever is asked for: some 100 KB. */
    private static final int UNITS_MAX = 1000;

    private static final int UNITS_DEFAULT = 10;

    private final BrokerState state;
    private final ClientRegistry clients;

    QueueUnitsHandler(BrokerState state, ClientRegistry clients) {
        this.state = state;
        this.clients = clients;
    }

    @Override
    public void handle(RequestContext context) throws RequestException {
        ExtFields fields = context.request().extFields();
        String topic = Fields.required(fields, "topic");
        int queueId = Fields.requiredInt(fields, "queueId");
        long index = Fields.longOr(fields, "index", 0);
        int count = Math.min(UNITS_MAX, Fields.intOr(fields, "count", UNITS_DEFAULT));
        QueueView queue = state.queues()
                .find(topic, queueId)
                .map(QueueIndex::view)
                .orElseThrow(() -> new RequestException(
                        ResponseCode.SYSTEM_ERROR,
                        "the topic " + Remarks.shortened(topic) + " has no message in a queue " + queueId));
        Optional<Subscription> subscription = clients.consumerGroup(Fields.optional(fields, "consumerGroup"))
                .flatMap(group -> group.subscription(topic));
        JsonWriter json = new JsonWriter()
                .beginObject()
                .member("maxQueueIndex", queue.maxOffset())
                .member("minQueueIndex", queue.minOffset());
        writeUnits(json.key("queueData").beginArray(), queue, index, count, subscription);
        json.endArray();
        subscription.ifPresent(each -> each.data().write(json.key("subscriptionData")));
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS)
                .body(json.endObject().toBytes()));
    }

    private static void writeUnits(
            JsonWriter json, QueueView queue, long index, int count, Optional<Subscription> subscription) {
        long first = Math.max(index, queue.minOffset());
        for (long offset = first; offset - first < count && offset < queue.maxOffset(); offset++) {
            int tagHash = queue.tagHash(offset);
            json.beginObject()
                    .member("eval", passes(subscription, tagHash))
                    .member("physicOffset", queue.position(offset))
                    .member("physicSize", queue.sizeBytes(offset))
                    .member("tagsCode", tagHash)
                    .endObject();
        }
    }

    /** As far as the queue's index can tell; nothing passes a filter that cannot be served. */
    private static boolean passes(Optional<Subscription> subscription, int tagHash) {
        return subscription.isEmpty()
                || (subscription.get().filter() != null
                        && subscription.get().filter().mayMatch(tagHash));
    }
}
