package io.quorate.simulation.workload;

import io.quorate.broker.state.Command;
import io.quorate.broker.state.EncodedRecords;
import io.quorate.broker.state.IncomingMessage;
import io.quorate.broker.state.MessageProposal;
import io.quorate.broker.state.RecordEncoder;
import io.quorate.broker.state.TopicPut;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.raft.runtime.Replica;
import io.quorate.remoting.RequestException;
import io.quorate.simulation.world.SimulatedNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;

/** Sends one message, creating its topic along with it where the node does not know it. */
final class SendMessage implements Operation {
    private static final InetSocketAddress HOST = new InetSocketAddress(InetAddress.getLoopbackAddress(), 10911);
    private static final int QUEUE_COUNT = 8;

    private final History history;
    private final Sent message;
    private final RecordEncoder encoder;

    SendMessage(History history, Sent message) {
        this.history = history;
        this.message = message;
        this.encoder = new RecordEncoder(
                new RecordEncoder.Settings("simulated", "r", false, HOST, 1 << 20),
                () -> Long.toHexString(message.number));
    }

    @Override
    public void run(SimulatedNode node, Replica replica, Consumer<Outcome> answer) {
        boolean topicIsKnown = node.state().topics().find(message.topic).isPresent();
        List<Command> before =
                topicIsKnown ? List.of() : List.of(new TopicPut(TopicConfig.of(message.topic, QUEUE_COUNT), true));
        replica.propose(new MessageProposal(before, encoded(), node.state().offsetAssigner(), (fate, placement) -> {
            Outcome outcome = Outcomes.of(fate);
            if (outcome == Outcome.OK) {
                history.acknowledged(message, placement.firstQueueOffset());
            }
            answer.accept(outcome);
        }));
    }

    private EncodedRecords encoded() {
        try {
            return encoder.encode(new IncomingMessage(
                    message.topic, message.queueId, 0, 0, 1_700_000_000_000L, HOST, 0, "", message.body()));
        } catch (RequestException e) {
            throw new IllegalStateException("a message within all limits", e);
        }
    }

    @Override
    public void settled(Outcome outcome) {
        history.settled(message, outcome);
    }

    @Override
    public String toString() {
        return "send " + message;
    }
}
