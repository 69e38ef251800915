package io.quorate.broker.request;

import io.netty.buffer.Unpooled;
import io.quorate.broker.read.KeyQueries;
import io.quorate.broker.read.KeyQueries.KeyKind;
import io.quorate.broker.read.KeyQueries.KeyQuery;
import io.quorate.broker.state.BrokerState;
import io.quorate.protocol.Remarks;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.QueryMessageHeader;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import io.quorate.remoting.RequestHandler;
import java.nio.ByteBuffer;
import java.util.List;

/** QUERY_MESSAGE: messages by key, unique key or tag, on any replica. */
final class QueryMessageHandler implements RequestHandler {
    /** More are not given, whatever is asked for, as RocketMQ. */
    private static final int MESSAGES_MAX = 64;

    /** Queries by unique key name no number that counts. */
    private static final int UNIQUE_KEY_MESSAGES_MAX = 32;

    private final KeyQueries queries;
    private final BrokerState state;

    QueryMessageHandler(KeyQueries queries, BrokerState state) {
        this.queries = queries;
        this.state = state;
    }

    @Override
    public void handle(RequestContext context) throws RequestException {
        QueryMessageHeader header = QueryMessageHeader.decode(context.request().extFields());
        KeyKind kind = kindOf(header);
        if (header.topic().isEmpty() || header.key().isEmpty()) {
            throw new RequestException(
                    ResponseCode.INVALID_PARAMETER, "a query needs a topic and a key, one of them is empty");
        }
        if (state.topics().find(header.topic()).isEmpty()) {
            throw new RequestException(
                    ResponseCode.TOPIC_NOT_EXIST, "the topic " + Remarks.shortened(header.topic()) + " does not exist");
        }
        List<ByteBuffer> found = queries.find(new KeyQuery(
                header.topic(),
                header.key(),
                kind,
                header.beginTimestampMillis(),
                header.endTimestampMillis(),
                messagesMax(header, kind)));
        RemotingCommand answer = found.isEmpty()
                ? RemotingCommand.response(
                        ResponseCode.QUERY_NOT_FOUND,
                        "no message of topic " + Remarks.shortened(header.topic()) + " stored between "
                                + header.beginTimestampMillis() + " and " + header.endTimestampMillis() + " has the "
                                + nameOf(kind) + " " + Remarks.shortened(header.key()))
                : RemotingCommand.response(ResponseCode.SUCCESS)
                        .body(Unpooled.wrappedBuffer(found.toArray(ByteBuffer[]::new)));
        context.respond(answer.field("indexLastUpdateTimestamp", state.applied().timestampMillis())
                .field("indexLastUpdatePhyoffset", state.applied().position()));
    }

    private static KeyKind kindOf(QueryMessageHeader header) throws RequestException {
        return switch (header.indexType()) {
            case "", "K" -> header.uniqueKeyQuery() ? KeyKind.UNIQUE_KEY : KeyKind.KEY;
            case "U" -> KeyKind.UNIQUE_KEY;
            case "T" -> KeyKind.TAG;
            default ->
                throw new RequestException(
                        ResponseCode.INVALID_PARAMETER,
                        "the field indexType is \"" + Remarks.shortened(header.indexType())
                                + "\", expected K (key), U (unique key) or T (tag)");
        };
    }

    private static String nameOf(KeyKind kind) {
        return switch (kind) {
            case KEY -> "key";
            case UNIQUE_KEY -> "unique key";
            case TAG -> "tag";
        };
    }

    private static int messagesMax(QueryMessageHeader header, KeyKind kind) throws RequestException {
        if (kind == KeyKind.UNIQUE_KEY) {
            return UNIQUE_KEY_MESSAGES_MAX;
        }
        if (header.messagesMax() < 1) {
            throw new RequestException(
                    ResponseCode.INVALID_PARAMETER,
                    "the field maxNum is " + header.messagesMax() + ", expected 1 to " + MESSAGES_MAX);
        }
        return Math.min(header.messagesMax(), MESSAGES_MAX);
    }
}
