package io.quorate.broker.request;

import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.Command;
import io.quorate.broker.state.RequestMode;
import io.quorate.broker.state.RequestModePut;
import io.quorate.protocol.Names;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import java.util.ArrayList;
import java.util.List;

/** SET_MESSAGE_REQUEST_MODE, GET_ALL_MESSAGE_REQUEST_MODE: which consumer groups pull and which pop. */
final class RequestModeHandler {
    private final BrokerState state;
    private final GroupCreation creation;
    private final Changes changes;

    RequestModeHandler(BrokerState state, GroupCreation creation, Changes changes) {
        this.state = state;
        this.creation = creation;
        this.changes = changes;
    }

    void set(LeaderRequest request) throws RequestException {
        JsonObject json = JsonObject.parse(request.request().body(), "SetMessageRequestModeRequestBody");
        String topic = json.requiredText("topic");
        String consumerGroup = json.requiredText("consumerGroup");
        if (Names.isRetryTopic(topic)) {
            throw new RequestException(ResponseCode.NO_PERMISSION, "retry topics are always pulled");
        }
        if (state.topics().find(topic).isEmpty()) {
            throw new RequestException(ResponseCode.TOPIC_NOT_EXIST, "the topic " + topic + " does not exist");
        }
        // Tools set the mode before the group's first consumer comes: RocketMQ's own PopConsumer does.
        if (!creation.isUsable(consumerGroup)) {
            throw new RequestException(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, GroupCreation.unknown(consumerGroup));
        }
        String mode = json.textOr("mode", RequestMode.PULL);
        if (!mode.equals(RequestMode.PULL) && !mode.equals(RequestMode.POP)) {
            throw new RequestException(ResponseCode.INVALID_PARAMETER, "the mode is neither PULL nor POP");
        }
        RequestModePut put =
                new RequestModePut(topic, consumerGroup, new RequestMode(mode, json.intOr("popShareQueueNum", 0)));
        List<Command> commands = new ArrayList<>(creation.missing(consumerGroup));
        commands.add(put);
        changes.apply(request, commands);
    }

    void all(RequestContext context) {
        JsonWriter json =
                new JsonWriter().beginObject().key("messageRequestModeMap").beginObject();
        state.requestModes().all().forEach((topic, groups) -> {
            json.key(topic).beginObject();
            groups.forEach((consumerGroup, mode) -> json.key(consumerGroup)
                    .beginObject()
                    .member("consumerGroup", consumerGroup)
                    .member("mode", mode.mode())
                    .member("popShareQueueNum", mode.sharedQueueCount())
                    .member("topic", topic)
                    .endObject());
            json.endObject();
        });
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS)
                .body(json.endObject().endObject().toBytes()));
    }
}
