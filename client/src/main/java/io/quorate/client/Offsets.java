package io.quorate.client;

import io.quorate.client.internal.GroupCall;
import io.quorate.protocol.Fields;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.QueryConsumerOffsetHeader;
import io.quorate.protocol.header.QueueHeader;
import io.quorate.protocol.header.SearchOffsetHeader;
import io.quorate.protocol.header.UpdateConsumerOffsetHeader;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Asks brokers for the offsets of queues and of consumer groups, and commits the latter. Safe from any thread. */
final class Offsets {
    private final ClientCore core;

    Offsets(ClientCore core) {
        this.core = core;
    }

    CompletableFuture<Long> max(MessageQueue queue, Duration total) {
        return ofQueue(RequestCode.GET_MAX_OFFSET, queue, total);
    }

    CompletableFuture<Long> min(MessageQueue queue, Duration total) {
        return ofQueue(RequestCode.GET_MIN_OFFSET, queue, total);
    }

    /** The first offset stored then or later; one past the last if there is none. */
    CompletableFuture<Long> at(MessageQueue queue, long timestampMillis, Duration total) {
        Supplier<RemotingCommand> request = () -> {
            RemotingCommand command = RemotingCommand.request(RequestCode.SEARCH_OFFSET_BY_TIMESTAMP);
            new SearchOffsetHeader(queue.topic(), queue.queueId(), timestampMillis, SearchOffsetHeader.Boundary.LOWER)
                    .encode(command.extFields());
            return command;
        };
        return call(queue, request, Set.of(), false, total).thenApply(answer -> offset(queue, answer));
    }

    /**
     * The group's committed offset, or empty on a definite "there is none": that answer alone may let a consumer choose
     * its start, any other would make it skip messages.
     */
    CompletableFuture<OptionalLong> committed(String group, MessageQueue queue, Duration total) {
        Supplier<RemotingCommand> request = () -> {
            RemotingCommand command = RemotingCommand.request(RequestCode.QUERY_CONSUMER_OFFSET);
            new QueryConsumerOffsetHeader(group, queue.topic(), queue.queueId(), true).encode(command.extFields());
            return command;
        };
        return call(queue, request, Set.of(ResponseCode.QUERY_NOT_FOUND), false, total)
                .thenApply(answer -> answer.response().code() == ResponseCode.QUERY_NOT_FOUND
                        ? OptionalLong.empty()
                        : OptionalLong.of(offset(queue, answer)));
    }

    /** Completes when the broker has agreed on it. */
    CompletableFuture<Void> commit(String group, MessageQueue queue, long offset, Duration total) {
        Supplier<RemotingCommand> request = () -> {
            RemotingCommand command = RemotingCommand.request(RequestCode.UPDATE_CONSUMER_OFFSET);
            new UpdateConsumerOffsetHeader(group, queue.topic(), queue.queueId(), offset).encode(command.extFields());
            return command;
        };
        return call(queue, request, Set.of(), true, total).thenAccept(answer -> requireSuccess(queue, answer));
    }

    private CompletableFuture<Long> ofQueue(int code, MessageQueue queue, Duration total) {
        Supplier<RemotingCommand> request = () -> {
            RemotingCommand command = RemotingCommand.request(code);
            new QueueHeader(queue.topic(), queue.queueId()).encode(command.extFields());
            return command;
        };
        return call(queue, request, Set.of(), false, total).thenApply(answer -> offset(queue, answer));
    }

    private CompletableFuture<GroupCall.Answer> call(
            MessageQueue queue,
            Supplier<RemotingCommand> request,
            Set<Integer> finalCodes,
            boolean leaderOnly,
            Duration total) {
        QueuePlan plan =
                new QueuePlan(core.routes(), queue.topic(), queue.brokerName(), request, finalCodes, leaderOnly);
        return core.call(plan, core.config().requestTimeout(), total);
    }

    private static long offset(MessageQueue queue, GroupCall.Answer answer) {
        requireSuccess(queue, answer);
        try {
            return Fields.requiredLong(answer.response().extFields(), "offset");
        } catch (RequestException e) {
            throw new CompletionException(new ClientException(queue + " at " + answer.address() + ": no offset", e));
        }
    }

    private static void requireSuccess(MessageQueue queue, GroupCall.Answer answer) {
        RemotingCommand response = answer.response();
        if (response.code() != ResponseCode.SUCCESS) {
            throw new CompletionException(new ClientException(
                    response.code(),
                    queue + ": " + answer.address() + " answered " + response.code() + " " + response.remark()));
        }
    }
}
