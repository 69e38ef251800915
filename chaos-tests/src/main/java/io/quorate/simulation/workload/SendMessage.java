package io.quorate.simulation.workload;

import io.quorate.broker.state.Command;
import io.quorate.broker.state.EncodedRecords;
import io.quorate.broker.state.IncomingMessage;
import io.quorate.broker.state.MessageProposal;
import io.quorate.broker.state.Placement;
import io.quorate.broker.state.RecordEncoder;
import io.quorate.broker.state.TopicPut;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.message.BatchBody;
import io.quorate.raft.runtime.ProposeOutcome;
import io.quorate.raft.runtime.Replica;
import io.quorate.remoting.RequestException;
import io.quorate.simulation.world.SimulatedNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Sends one message, or a batch of them for one queue, creating the topic along with it where the node does not know it. */
final class SendMessage implements Operation {
    private static final InetSocketAddress HOST = new InetSocketAddress(InetAddress.getLoopbackAddress(), 10911);
    private static final int QUEUE_COUNT = 8;

    private final History history;
    private final List<Sent> messages;
    private final String topic;
    private final RecordEncoder encoder;
    private final boolean batch;
    private boolean tooMuchAtOnce;

    SendMessage(History history, Sent message) {
        this(history, List.of(message), false);
    }

    /** A batch: all or nothing. */
    SendMessage(History history, List<Sent> messages) {
        this(history, messages, true);
    }

    private SendMessage(History history, List<Sent> messages, boolean batch) {
        this.history = history;
        this.messages = List.copyOf(messages);
        this.topic = messages.get(0).topic;
        this.batch = batch;
        this.encoder = new RecordEncoder(
                new RecordEncoder.Settings("simulated", "r", () -> false, HOST, () -> 1 << 20),
                () -> uniqueKey(messages.get(0)));
    }

    static String uniqueKey(Sent message) {
        return Long.toHexString(message.number);
    }

    @Override
    public void run(SimulatedNode node, Replica replica, Consumer<Outcome> answer) {
        boolean topicIsKnown = node.state().topics().find(topic).isPresent();
        List<Command> before =
                topicIsKnown ? List.of() : List.of(new TopicPut(TopicConfig.of(topic, QUEUE_COUNT), true));
        replica.propose(new MessageProposal(before, encoded(), node.state().offsetAssigner(), (fate, placement) -> {
            Outcome outcome = Outcomes.of(fate);
            tooMuchAtOnce = fate instanceof ProposeOutcome.Overloaded;
            if (outcome == Outcome.OK) {
                for (int i = 0; i < messages.size(); i++) {
                    acknowledged(placement, i);
                }
            } else if (outcome == Outcome.FAIL && placement != null) {
                history.refusedAfterAppend(messages);
            }
            answer.accept(outcome);
        }));
    }

    @Override
    public boolean isTooMuchAtOnce() {
        return tooMuchAtOnce;
    }

    private void acknowledged(Placement placement, int number) {
        Sent message = messages.get(number);
        if (message.delay == null) {
            history.acknowledged(message, placement.firstQueueOffset() + number);
        } else {
            history.acknowledgedPending(message, placement.position(number));
        }
    }

    private EncodedRecords encoded() {
        try {
            return batch
                    ? encoder.encodeBatch(incoming(BatchBody.encode(messages.stream()
                            .map(message -> new BatchBody.Unit(0, message.body(), ByteBuffer.allocate(0)))
                            .toList())))
                    : encoder.encode(
                            incoming(messages.get(0).body()),
                            Optional.ofNullable(messages.get(0).delay).map(SentDelay::asked));
        } catch (RequestException e) {
            throw new IllegalStateException("a message within all limits", e);
        }
    }

    private IncomingMessage incoming(ByteBuffer body) {
        return new IncomingMessage(topic, messages.get(0).queueId, 0, 0, 1_700_000_000_000L, HOST, 0, "", body);
    }

    @Override
    public void settled(Outcome outcome) {
        messages.forEach(message -> history.settled(message, outcome));
    }

    @Override
    public String toString() {
        String how = messages.get(0).delay == null ? "send " : "send for later ";
        return (batch ? "send batch from " : how) + messages.get(0);
    }
}
