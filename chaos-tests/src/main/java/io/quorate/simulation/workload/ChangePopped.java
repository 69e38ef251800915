package io.quorate.simulation.workload;

import io.quorate.broker.state.CommandProposal;
import io.quorate.broker.state.PopChange;
import io.quorate.broker.state.PopTable;
import io.quorate.raft.runtime.ProposeOutcome;
import io.quorate.raft.runtime.Replica;
import io.quorate.simulation.world.SimulatedNode;
import java.util.List;
import java.util.function.Consumer;

/** Wants a popped message to come back at another time. */
final class ChangePopped implements Operation {
    private final PopHistory.Delivery delivery;
    private final long invisibleMillis;

    ChangePopped(PopHistory.Delivery delivery, long invisibleMillis) {
        this.delivery = delivery;
        this.invisibleMillis = invisibleMillis;
    }

    @Override
    public void run(SimulatedNode node, Replica replica, Consumer<Outcome> answer) {
        PopHistory.Place place = delivery.place;
        delivery.changing();
        PopChange change = new PopChange(
                PopHistory.CONSUMER_GROUP,
                place.topic(),
                place.queueId(),
                place.queueOffset(),
                delivery.popMillis,
                invisibleMillis,
                false,
                false);
        replica.propose(new CommandProposal(List.of(change), node.state().offsetAssigner(), fate -> {
            if (fate instanceof ProposeOutcome.Committed committed) {
                node.state()
                        .pops()
                        .find(new PopTable.Key(PopHistory.CONSUMER_GROUP, place.topic(), place.queueId()))
                        .flatMap(queue -> queue.lease(place.queueOffset()))
                        .filter(lease -> lease.isChangedBy(committed.entry().index(), change.popMillis()))
                        .ifPresent(lease -> delivery.changed(lease.visibleMillis()));
            }
            answer.accept(Outcomes.of(fate));
        }));
    }

    @Override
    public String toString() {
        return "hide " + delivery.place + " for " + invisibleMillis + " ms";
    }
}
