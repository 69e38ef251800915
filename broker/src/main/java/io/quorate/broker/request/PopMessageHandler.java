package io.quorate.broker.request;

import io.quorate.broker.pop.PopQuery;
import io.quorate.broker.pop.PopResult;
import io.quorate.broker.pop.PopService;
import io.quorate.broker.stats.MessageStats;
import io.quorate.protocol.Fields;
import io.quorate.protocol.PopReceipt;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.PopMessageHeader;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.nio.ByteBuffer;

/** POP_MESSAGE and those that only look: PEEK_MESSAGE, NOTIFICATION, POLLING_INFO. */
final class PopMessageHandler {
    /** Well below the idle timeout of either side. */
    private static final long WAIT_MILLIS_MAX = 60_000;

    /** A follower that passed a request on waits so long at least, whatever the request says of its own patience. */
    private static final long FORWARDED_WAIT_MILLIS_MAX = 1000;

    private final PopChecks checks;
    private final PopService pops;
    private final Traffic traffic;
    private final MessageStats stats;

    PopMessageHandler(PopChecks checks, PopService pops, Traffic traffic, MessageStats stats) {
        this.checks = checks;
        this.pops = pops;
        this.traffic = traffic;
        this.stats = stats;
    }

    void pop(LeaderRequest request) throws RequestException {
        PopMessageHeader header = PopMessageHeader.decode(request.request().extFields());
        PopQuery query = checks.check(header);
        pops.pop(query, request.connection(), waitMillis(request, header), result -> {
            traffic.pulled(result.messageCount(), 0);
            stats.delivered(query.consumerGroup(), query.topic(), result.messageCount(), lengthBytes(result));
            request.respond(answer(query, result));
        });
    }

    private static long lengthBytes(PopResult result) {
        return result.records().stream().mapToLong(ByteBuffer::remaining).sum();
    }

    void peek(LeaderRequest request) throws RequestException {
        PopQuery query =
                checks.check(PopMessageHeader.decodePeek(request.request().extFields()));
        request.respond(answer(query, pops.peek(query)));
    }

    void await(LeaderRequest request) throws RequestException {
        PopMessageHeader header =
                PopMessageHeader.decodeNotification(request.request().extFields());
        PopQuery query = checks.check(header);
        pops.await(query, request.connection(), waitMillis(request, header), result -> {
            boolean full = result.code() == ResponseCode.POLLING_FULL;
            boolean answered = full || result.code() == ResponseCode.POLLING_TIMEOUT;
            request.respond(RemotingCommand.response(answered ? ResponseCode.SUCCESS : result.code(), result.remark())
                    .field("hasMsg", result.code() == ResponseCode.SUCCESS)
                    .field("pollingFull", full));
        });
    }

    void waiting(LeaderRequest request) throws RequestException {
        ExtFields fields = request.request().extFields();
        int count = pops.waitingCount(
                Fields.required(fields, "consumerGroup"),
                Fields.required(fields, "topic"),
                Fields.requiredInt(fields, "queueId"));
        request.respond(RemotingCommand.response(ResponseCode.SUCCESS).field("pollingNum", count));
    }

    private static long waitMillis(LeaderRequest request, PopMessageHeader header) {
        long waitMillis = Math.min(WAIT_MILLIS_MAX, header.pollMillis());
        return request.isFromPeer() ? Math.min(FORWARDED_WAIT_MILLIS_MAX, waitMillis) : waitMillis;
    }

    private static RemotingCommand answer(PopQuery query, PopResult result) {
        RemotingCommand response = RemotingCommand.response(result.code(), result.remark());
        // Clients read all of these whatever the code is.
        response.field("popTime", result.popMillis())
                .field("invisibleTime", query.invisibleMillis())
                .field("reviveQid", query.ordered() ? PopReceipt.ORDERED : 0)
                .field("restNum", result.restCount())
                .field("startOffsetInfo", PopAnswerText.startOffsets(result))
                .field("msgOffsetInfo", PopAnswerText.messageOffsets(result));
        if (query.ordered()) {
            response.field("orderCountInfo", PopAnswerText.orderCounts(result));
        }
        if (!result.records().isEmpty()) {
            response.body(new SlicesBody(result.records(), result.held()));
        }
        return response;
    }
}
