package io.quorate.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedNetworkTest {
    private static final int MESSAGES = 500;

    private final Timeline timeline = new Timeline();
    private final List<Long> arrived = new ArrayList<>(); // terms, which number the messages here
    private int hits;

    private SimulatedNetwork network(NetworkOptions options) {
        return new SimulatedNetwork(
                2,
                options,
                timeline,
                new Chance(1),
                (to, parcel) -> arrived.add(parcel.message().term()));
    }

    private void sendAll(SimulatedNetwork network) {
        for (long number = 1; number <= MESSAGES; number++) {
            RaftMessage message = new RaftMessage.VoteReply(new NodeId("a"), new NodeId("b"), number, false);
            network.send(0, 1, new Parcel(message, 1, ByteBuffer.allocate(0)));
        }
        timeline.runUntil(timeline.nowMicros() + 60_000_000);
    }

    @Test
    void inOrderAndWholeWithoutFaults() {
        sendAll(network(new NetworkOptions(100, 1_000, 0, 0, true, MESSAGES)));
        assertThat(arrived).hasSize(MESSAGES).isSorted();
    }

    @Test
    void losesRepeatsAndReorders() {
        SimulatedNetwork network = network(new NetworkOptions(100, 1_000, 10, 10, false, MESSAGES));
        sendAll(network);
        assertThat(arrived.stream().distinct().count()).isLessThan(MESSAGES);
        assertThat(arrived.stream().distinct().count()).isLessThan(arrived.size());
        assertThat(arrived).isNotEqualTo(arrived.stream().sorted().toList());
        assertThat(network.droppedCount()).isPositive();
        assertThat(network.duplicatedCount()).isPositive();
    }

    @Test
    void dropsWhatAFullLinkCannotCarry() {
        sendAll(network(new NetworkOptions(100, 1_000, 0, 0, true, 7)));
        assertThat(arrived).hasSize(7);
    }

    @Test
    void aCutLinkCarriesNothingUntilItIsTakenBack() {
        SimulatedNetwork network = network(new NetworkOptions(100, 1_000, 0, 0, true, MESSAGES));
        LinkRule cut = new LinkRule(LinkRule.Effect.DROP, 0, () -> hits++);
        network.add(0, 1, cut);
        sendAll(network);
        assertThat(arrived).isEmpty();
        assertThat(hits).isEqualTo(MESSAGES);
        network.remove(cut);
        sendAll(network);
        assertThat(arrived).hasSize(MESSAGES);
    }

    @Test
    void whatIsHeldArrivesInTheEnd() {
        SimulatedNetwork network = network(new NetworkOptions(100, 1_000, 0, 0, true, MESSAGES));
        LinkRule hold = new LinkRule(LinkRule.Effect.HOLD, 0, () -> hits++);
        network.add(0, 1, hold);
        sendAll(network);
        assertThat(arrived).isEmpty();
        network.heal();
        timeline.runUntil(timeline.nowMicros() + 60_000_000);
        assertThat(arrived).hasSize(LinkRule.HELD_MAX);
    }
}
