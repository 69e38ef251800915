package io.quorate.broker.request;

import io.quorate.broker.read.OffsetQueries;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.OffsetCommit;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.header.QueryConsumerOffsetHeader;
import io.quorate.protocol.header.QueueHeader;
import io.quorate.protocol.header.SearchOffsetHeader;
import io.quorate.protocol.header.UpdateConsumerOffsetHeader;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import java.util.OptionalLong;

/** Where consumer groups stand, and where queues begin and end. */
final class ConsumerOffsetHandler {
    private final BrokerState state;
    private final OffsetQueries queries;
    private final OffsetCommits commits;
    private final GroupCreation creation;

    ConsumerOffsetHandler(BrokerState state, OffsetQueries queries, OffsetCommits commits, GroupCreation creation) {
        this.state = state;
        this.creation = creation;
        this.queries = queries;
        this.commits = commits;
    }

    /**
     * QUERY_CONSUMER_OFFSET. Only on the leader, who alone knows which commits are on their way, and only if it is sure to
     * lead: to "there is none" clients react by jumping to the queue's end.
     */
    void query(LeaderRequest request) throws RequestException {
        QueryConsumerOffsetHeader header =
                QueryConsumerOffsetHeader.decode(request.request().extFields());
        commits.answerAfterCommits(
                request, header.consumerGroup(), header.topic(), header.queueId(), () -> answerTo(header));
    }

    private RemotingCommand answerTo(QueryConsumerOffsetHeader header) {
        OptionalLong offset = queries.consumerOffset(
                header.consumerGroup(), header.topic(), header.queueId(), header.setZeroIfNotFound());
        return offset.isPresent()
                ? offset(offset.getAsLong())
                : RemotingCommand.response(
                        ResponseCode.QUERY_NOT_FOUND,
                        "the consumer group " + header.consumerGroup() + " has no offset in " + header.topic()
                                + " queue " + header.queueId());
    }

    /** UPDATE_CONSUMER_OFFSET. Stored as it is, also when smaller: offsets are reset this way. */
    void update(LeaderRequest request) throws RequestException {
        UpdateConsumerOffsetHeader header =
                UpdateConsumerOffsetHeader.decode(request.request().extFields());
        // A pull consumer of 4.9 commits once, one way, right after the pull that made its group.
        if (!creation.isThereOrUnderWay(header.consumerGroup())) {
            throw new RequestException(
                    ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
                    "the consumer group " + header.consumerGroup() + " does not exist");
        }
        checkQueue(header.topic(), header.queueId());
        commits.commit(
                request,
                new OffsetCommit.Item(header.consumerGroup(), header.topic(), header.queueId(), header.commitOffset()));
    }

    /** RocketMQ takes any queue id. Offsets of queues that are not there would stay for ever, so here they are refused. */
    private void checkQueue(String name, int queueId) throws RequestException {
        TopicConfig topic = state.topics()
                .find(name)
                .orElseThrow(() ->
                        new RequestException(ResponseCode.TOPIC_NOT_EXIST, "the topic " + name + " does not exist"));
        int queueCount = topic.queueCount();
        if (queueId < 0 || queueId >= queueCount) {
            throw new RequestException(
                    ResponseCode.INVALID_PARAMETER,
                    "the topic " + name + " has the queues 0 to " + (queueCount - 1) + ", not " + queueId);
        }
    }

    /** GET_MAX_OFFSET. */
    void max(RequestContext context) throws RequestException {
        QueueHeader header = QueueHeader.decode(context.request().extFields());
        context.respond(offset(queries.maxOffset(header.topic(), header.queueId())));
    }

    /** GET_MIN_OFFSET. */
    void min(RequestContext context) throws RequestException {
        QueueHeader header = QueueHeader.decode(context.request().extFields());
        context.respond(offset(queries.minOffset(header.topic(), header.queueId())));
    }

    /** GET_EARLIEST_MSG_STORETIME. */
    void earliestStoreTime(RequestContext context) throws RequestException {
        QueueHeader header = QueueHeader.decode(context.request().extFields());
        long timestampMillis = queries.earliestStoreTimeMillis(header.topic(), header.queueId());
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).field("timestamp", timestampMillis));
    }

    /** SEARCH_OFFSET_BY_TIMESTAMP. */
    void search(RequestContext context) throws RequestException {
        SearchOffsetHeader header = SearchOffsetHeader.decode(context.request().extFields());
        OffsetQueries.Boundary boundary = header.boundary() == SearchOffsetHeader.Boundary.UPPER
                ? OffsetQueries.Boundary.UPPER
                : OffsetQueries.Boundary.LOWER;
        context.respond(
                offset(queries.searchByTime(header.topic(), header.queueId(), header.timestampMillis(), boundary)));
    }

    private static RemotingCommand offset(long offset) {
        return RemotingCommand.response(ResponseCode.SUCCESS).field("offset", offset);
    }
}
