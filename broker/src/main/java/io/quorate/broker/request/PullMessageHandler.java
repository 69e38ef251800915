package io.quorate.broker.request;

import io.quorate.broker.read.ParkedPulls;
import io.quorate.broker.read.PullQuery;
import io.quorate.broker.read.PullResult;
import io.quorate.broker.stats.MessageStats;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.PullMessageHeader;
import io.quorate.protocol.header.PullMessageReply;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import io.quorate.remoting.RequestHandler;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * PULL_MESSAGE and LITE_PULL_MESSAGE, served where they arrive, from what is applied here. The answer's body is the log's
 * own bytes.
 */
final class PullMessageHandler implements RequestHandler {
    /** Well below the idle timeout of either side. Stock clients ask for 15 or 20 s. */
    private static final long SUSPEND_MILLIS_MAX = 60_000;

    private static final long LEADER_ID = 0;

    private final PullChecks checks;
    private final ParkedPulls pulls;
    private final OffsetCommits offsetCommits;
    private final BooleanSupplier longPolling;
    private final Traffic traffic;
    private final MessageStats stats;
    private final LongSupplier nowMillis;

    PullMessageHandler(
            PullChecks checks,
            ParkedPulls pulls,
            OffsetCommits offsetCommits,
            BooleanSupplier longPolling,
            Traffic traffic,
            MessageStats stats,
            LongSupplier nowMillis) {
        this.checks = checks;
        this.pulls = pulls;
        this.offsetCommits = offsetCommits;
        this.longPolling = longPolling;
        this.traffic = traffic;
        this.stats = stats;
        this.nowMillis = nowMillis;
    }

    @Override
    public void handle(RequestContext context) throws RequestException {
        long startMillis = nowMillis.getAsLong();
        PullMessageHeader header = PullMessageHeader.decode(context.request().extFields());
        PullChecks.Verdict verdict = checks.check(header);
        if (verdict.code() != ResponseCode.SUCCESS) {
            RemotingCommand refusal = RemotingCommand.response(verdict.code(), verdict.remark());
            if (verdict.forbiddenType() != 0) {
                refusal.field("forbiddenType", verdict.forbiddenType());
            }
            context.respond(refusal);
            return;
        }
        if (header.hasCommitOffset()) {
            offsetCommits.commitInPassing(
                    header.consumerGroup(), header.topic(), header.queueId(), header.commitOffset());
        }
        long suspendMillis = longPolling.getAsBoolean() && header.maySuspend()
                ? Math.min(SUSPEND_MILLIS_MAX, header.suspendTimeoutMillis())
                : 0;
        PullQuery query = new PullQuery(
                header.topic(), header.queueId(), header.queueOffset(), header.messagesMax(), verdict.filter());
        pulls.serve(query, context.connection(), suspendMillis, result -> {
            // Time spent held is not time spent working.
            long tookMillis = suspendMillis > 0 ? 0 : nowMillis.getAsLong() - startMillis;
            traffic.pulled(result.recordCount(), tookMillis);
            stats.delivered(header.consumerGroup(), header.topic(), result.recordCount(), result.bytes());
            context.respond(answer(result));
        });
    }

    private static RemotingCommand answer(PullResult result) {
        RemotingCommand response =
                RemotingCommand.response(result.code(), result.status().name());
        new PullMessageReply(LEADER_ID, result.nextBeginOffset(), result.minOffset(), result.maxOffset())
                .encode(response.extFields());
        if (!result.slices().isEmpty()) {
            response.body(new SlicesBody(result.slices()));
        }
        return response;
    }
}
