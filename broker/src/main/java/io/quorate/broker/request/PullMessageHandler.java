package io.quorate.broker.request;

import io.quorate.broker.read.OffsetQueries;
import io.quorate.broker.read.ParkedPulls;
import io.quorate.broker.read.PullQuery;
import io.quorate.broker.read.PullResult;
import io.quorate.broker.read.PullStatus;
import io.quorate.broker.read.ReadPlacement;
import io.quorate.broker.reset.OffsetResets;
import io.quorate.broker.state.OffsetCommit;
import io.quorate.broker.stats.MessageStats;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.PullMessageHeader;
import io.quorate.protocol.header.PullMessageReply;
import io.quorate.raft.runtime.ProposeOutcome;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import io.quorate.remoting.RequestHandler;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * PULL_MESSAGE and LITE_PULL_MESSAGE, served where they arrive, from what is applied here. The answer's body is the log's
 * own bytes.
 */
final class PullMessageHandler implements RequestHandler {
    /** Well below the idle timeout of either side. Stock clients ask for 15 or 20 s. */
    private static final long SUSPEND_MILLIS_MAX = 60_000;

    private final PullChecks checks;
    private final ParkedPulls pulls;
    private final OffsetCommits offsetCommits;
    private final OffsetResets resets;
    private final OffsetQueries queries;
    private final ReadPlacement placement;
    private final BooleanSupplier longPolling;
    private final Traffic traffic;
    private final MessageStats stats;
    private final Executor workers;
    private final LongSupplier nowMillis;

    /** @param workers evaluate pulls that waited for the log */
    PullMessageHandler(
            PullChecks checks,
            ParkedPulls pulls,
            OffsetCommits offsetCommits,
            OffsetResets resets,
            OffsetQueries queries,
            ReadPlacement placement,
            BooleanSupplier longPolling,
            Traffic traffic,
            MessageStats stats,
            Executor workers,
            LongSupplier nowMillis) {
        this.checks = checks;
        this.pulls = pulls;
        this.offsetCommits = offsetCommits;
        this.resets = resets;
        this.queries = queries;
        this.placement = placement;
        this.longPolling = longPolling;
        this.traffic = traffic;
        this.stats = stats;
        this.workers = workers;
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
        OffsetResets.Verdict reset =
                resets.judge(header.consumerGroup(), header.topic(), header.queueId(), header.queueOffset());
        PullQuery query = new PullQuery(
                header.topic(), header.queueId(), header.queueOffset(), header.messagesMax(), verdict.filter());
        switch (reset.step()) {
            case NONE -> serve(context, header, query, startMillis);
            case MOVE -> context.respond(answer(header.consumerGroup(), query, moved(query, reset.target())));
            case END -> endReset(reset.target(), context, header, query, startMillis);
        }
    }

    private PullResult moved(PullQuery query, OffsetCommit.Item target) {
        return PullResult.empty(
                ResponseCode.PULL_OFFSET_MOVED,
                PullStatus.OFFSET_RESET,
                target.offset(),
                queries.minOffset(query.topic(), query.queueId()),
                queries.maxOffset(query.topic(), query.queueId()));
    }

    /** Not served before: the next pull, from further on, would be sent back. */
    private void endReset(
            OffsetCommit.Item target,
            RequestContext context,
            PullMessageHeader header,
            PullQuery query,
            long startMillis) {
        resets.end(target, outcome -> {
            if (outcome instanceof ProposeOutcome.Committed) {
                workers.execute(() -> serve(context, header, query, startMillis));
            } else {
                context.respond(
                        ResponseCode.SERVICE_NOT_AVAILABLE, "the reset of the offset could not be ended, try again");
            }
        });
    }

    private void serve(RequestContext context, PullMessageHeader header, PullQuery query, long startMillis) {
        if (header.hasCommitOffset()) {
            offsetCommits.commitInPassing(
                    header.consumerGroup(), header.topic(), header.queueId(), header.commitOffset());
        }
        long suspendMillis = longPolling.getAsBoolean() && header.maySuspend()
                ? Math.min(SUSPEND_MILLIS_MAX, header.suspendTimeoutMillis())
                : 0;
        pulls.serve(query, context.connection(), suspendMillis, result -> {
            // Time spent held is not time spent working.
            long tookMillis = suspendMillis > 0 ? 0 : nowMillis.getAsLong() - startMillis;
            traffic.pulled(result.recordCount(), tookMillis);
            stats.delivered(header.consumerGroup(), header.topic(), result.recordCount(), result.bytes());
            context.respond(answer(header.consumerGroup(), query, result));
        });
    }

    private RemotingCommand answer(String consumerGroup, PullQuery query, PullResult result) {
        RemotingCommand response =
                RemotingCommand.response(result.code(), result.status().name());
        new PullMessageReply(
                        nextBroker(consumerGroup, query, result),
                        result.nextBeginOffset(),
                        result.minOffset(),
                        result.maxOffset())
                .encode(response.extFields());
        if (!result.slices().isEmpty()) {
            response.body(new SlicesBody(result.slices()));
        }
        return response;
    }

    /** Only the leader tells consumers of resets. */
    private long nextBroker(String consumerGroup, PullQuery query, PullResult result) {
        return resets.isPending(consumerGroup, query.topic(), query.queueId())
                ? ReadPlacement.LEADER
                : placement.brokerIdFor(query.topic(), query.queueId(), result);
    }
}
