package io.quorate.broker.request;

import io.quorate.broker.read.MessageLookup;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.Command;
import io.quorate.broker.state.EncodedRecords;
import io.quorate.broker.state.MessageProposal;
import io.quorate.broker.state.RecordRewriter;
import io.quorate.broker.state.TopicPut;
import io.quorate.broker.stats.MessageStats;
import io.quorate.broker.timer.Delays;
import io.quorate.protocol.Names;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.ConsumerGroupConfig;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.header.SendBackHeader;
import io.quorate.protocol.message.PropertyNames;
import io.quorate.raft.runtime.ProposeOutcome;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * CONSUMER_SEND_MSG_BACK: a consumer could not handle a message, and wants it again later. A copy goes to the group's retry
 * topic, after a delay that grows with the number of tries; after too many to its dead letter topic.
 */
final class SendBackHandler implements LeaderHandler {
    private static final int FIRST_RETRY_LEVEL = 3; // 10 s, with RocketMQ's levels
    private static final String NO_DELAY = "0";
    private static final int DLQ_QUEUE_COUNT = 1;

    private final BrokerState state;
    private final MessageLookup lookup;
    private final Delays delays;
    private final LogWrites writes;
    private final MessageStats stats;
    private final InetSocketAddress storeHost;

    /** @param storeHost address under which clients reach this broker */
    SendBackHandler(
            BrokerState state,
            MessageLookup lookup,
            Delays delays,
            LogWrites writes,
            MessageStats stats,
            InetSocketAddress storeHost) {
        this.state = state;
        this.lookup = lookup;
        this.delays = delays;
        this.writes = writes;
        this.stats = stats;
        this.storeHost = storeHost;
    }

    @Override
    public void handle(LeaderRequest request) throws RequestException {
        SendBackHeader header = SendBackHeader.decode(request.request().extFields());
        ConsumerGroupConfig group = state.consumerGroups()
                .find(header.consumerGroup())
                .orElseThrow(() -> new RequestException(
                        ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
                        "the consumer group " + header.consumerGroup() + " does not exist"));
        if (group.retryQueueCount() <= 0) {
            request.respond(RemotingCommand.response(ResponseCode.SUCCESS)); // this group wants no retries
            return;
        }
        RecordRewriter retry = lookup.byPosition(header.position())
                .map(RecordRewriter::new)
                .orElseThrow(() -> new RequestException(
                        ResponseCode.SYSTEM_ERROR, "no message starts at position " + header.position()));
        rewrite(retry);
        TopicConfig topic = isExhausted(retry, header, group) ? deadLetter(retry, group) : later(retry, header, group);
        Optional<TopicConfig> known = state.topics().find(topic.topicName());
        if (known.isPresent()) {
            TopicPermissions.requireWritable(known.get());
        }
        List<Command> before = known.isPresent() ? List.of() : List.of(new TopicPut(topic, true));
        String origin = retry.source().topic();
        store(request, retry.encode(), before, () -> stats.sentBack(group.groupName(), origin));
    }

    private void rewrite(RecordRewriter retry) {
        String originTopic = retry.source().topic();
        String originId = retry.source().offsetMessageId().encode();
        retry.storeHost(storeHost)
                .reconsumeTimes(retry.source().reconsumeTimes() + 1)
                .properties(properties -> properties
                        .put(PropertyNames.RETRY_TOPIC, properties.getOrDefault(PropertyNames.RETRY_TOPIC, originTopic))
                        .put(
                                PropertyNames.ORIGIN_MESSAGE_ID,
                                properties.getOrDefault(PropertyNames.ORIGIN_MESSAGE_ID, originId))
                        .put(PropertyNames.WAIT, "false"));
    }

    private static boolean isExhausted(RecordRewriter retry, SendBackHeader header, ConsumerGroupConfig group) {
        int most = header.maxReconsumeTimes() < 0 ? group.retryMaxTimes() : header.maxReconsumeTimes();
        return header.delayLevel() < 0 || retry.source().reconsumeTimes() >= most;
    }

    private static TopicConfig deadLetter(RecordRewriter retry, ConsumerGroupConfig group) {
        String topic = Names.dlqTopic(group.groupName());
        retry.to(topic, 0).properties(properties -> properties.put(PropertyNames.DELAY_LEVEL, NO_DELAY));
        return TopicConfig.of(topic, DLQ_QUEUE_COUNT);
    }

    private TopicConfig later(RecordRewriter retry, SendBackHeader header, ConsumerGroupConfig group)
            throws RequestException {
        String topic = Names.retryTopic(group.groupName());
        int level = header.delayLevel() > 0
                ? header.delayLevel()
                : FIRST_RETRY_LEVEL + retry.source().reconsumeTimes();
        retry.properties(properties -> properties.put(PropertyNames.DELAY_LEVEL, Integer.toString(level)))
                .to(topic, ThreadLocalRandom.current().nextInt(group.retryQueueCount()))
                .delayed(delays.level(level));
        return TopicConfig.of(topic, group.retryQueueCount());
    }

    private void store(LeaderRequest request, EncodedRecords records, List<Command> before, Runnable whenStored)
            throws RequestException {
        LogWrites.Ticket ticket = writes.admit(request, records.lengthBytes() + SendMessageHandler.DELIVERY_BYTES_MAX);
        ticket.propose(new MessageProposal(before, records, state.offsetAssigner(), (outcome, placement) -> {
            if (outcome instanceof ProposeOutcome.Committed) {
                whenStored.run();
            }
            if (before.isEmpty()) {
                ticket.settle(outcome, SendBackHandler::accepted);
            } else {
                ticket.settleAnnounced(outcome, SendBackHandler::accepted);
            }
        }));
    }

    private static RemotingCommand accepted() {
        return RemotingCommand.response(ResponseCode.SUCCESS);
    }
}
