package io.quorate.simulation.workload;

import io.quorate.broker.state.CommandProposal;
import io.quorate.broker.state.PopAck;
import io.quorate.raft.runtime.Replica;
import io.quorate.simulation.world.SimulatedNode;
import java.util.List;
import java.util.function.Consumer;

/** Says of a popped message that it is done with; early or late. */
final class AckPopped implements Operation {
    private final PopHistory history;
    private final PopHistory.Delivery delivery;

    AckPopped(PopHistory history, PopHistory.Delivery delivery) {
        this.history = history;
        this.delivery = delivery;
    }

    @Override
    public void run(SimulatedNode node, Replica replica, Consumer<Outcome> answer) {
        PopHistory.Place place = delivery.place;
        history.acknowledging(place);
        PopAck ack = new PopAck(List.of(new PopAck.Item(
                PopHistory.CONSUMER_GROUP,
                place.topic(),
                place.queueId(),
                delivery.popMillis,
                false,
                List.of(place.queueOffset()))));
        replica.propose(new CommandProposal(List.of(ack), node.state().offsetAssigner(), fate -> {
            Outcome outcome = Outcomes.of(fate);
            if (outcome == Outcome.OK) {
                history.acknowledged(place);
            }
            answer.accept(outcome);
        }));
    }

    @Override
    public String toString() {
        return "ack " + delivery.place;
    }
}
