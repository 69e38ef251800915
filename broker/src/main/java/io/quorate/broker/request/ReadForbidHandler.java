package io.quorate.broker.request;

import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.ReadForbid;
import io.quorate.protocol.Fields;
import io.quorate.protocol.Remarks;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.util.List;

/** UPDATE_AND_GET_GROUP_FORBIDDEN: whether a consumer group may read a topic; changed if the request says how. */
final class ReadForbidHandler implements LeaderHandler {
    /** Pairs of group and topic; over it one has to be allowed before another is forbidden. */
    private static final int FORBIDDEN_MAX = 100_000;

    private final BrokerState state;
    private final Changes changes;

    ReadForbidHandler(BrokerState state, Changes changes) {
        this.state = state;
        this.changes = changes;
    }

    @Override
    public void handle(LeaderRequest request) throws RequestException {
        ExtFields fields = request.request().extFields();
        String consumerGroup = Fields.required(fields, "group");
        String topic = Fields.required(fields, "topic");
        if (Fields.find(fields, "readable").isEmpty()) {
            request.respond(answer(consumerGroup, topic));
            return;
        }
        boolean forbidden = !Fields.flagOr(fields, "readable", true);
        if (forbidden) {
            check(consumerGroup, topic);
        }
        changes.apply(
                request, List.of(new ReadForbid(consumerGroup, topic, forbidden)), () -> answer(consumerGroup, topic));
    }

    private void check(String consumerGroup, String topic) throws RequestException {
        if (state.consumerGroups().find(consumerGroup).isEmpty()) {
            throw new RequestException(
                    ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
                    "the consumer group " + Remarks.shortened(consumerGroup) + " does not exist");
        }
        if (state.topics().find(topic).isEmpty()) {
            throw new RequestException(
                    ResponseCode.TOPIC_NOT_EXIST, "the topic " + Remarks.shortened(topic) + " does not exist");
        }
        if (state.forbiddenReads().count() >= FORBIDDEN_MAX) {
            throw new RequestException(
                    ResponseCode.SYSTEM_ERROR,
                    FORBIDDEN_MAX + " groups and topics are forbidden already, allow some again first");
        }
    }

    private RemotingCommand answer(String consumerGroup, String topic) {
        JsonWriter json = new JsonWriter()
                .beginObject()
                .member("group", consumerGroup)
                .member("readable", !state.forbiddenReads().isForbidden(consumerGroup, topic))
                .member("topic", topic)
                .endObject();
        return RemotingCommand.response(ResponseCode.SUCCESS).body(json.toBytes());
    }
}
