package io.quorate.simulation.workload;

import io.quorate.broker.state.PendingTimer;
import io.quorate.broker.state.TimerRecall;
import io.quorate.raft.runtime.Replica;
import io.quorate.simulation.world.SimulatedNode;
import java.util.function.Consumer;

/** Takes a delayed message back that was acknowledged; too late, perhaps. */
final class RecallMessage implements Operation {
    private final History history;
    private final Sent message;

    RecallMessage(History history, Sent message) {
        this.history = history;
        this.message = message;
    }

    @Override
    public void run(SimulatedNode node, Replica replica, Consumer<Outcome> answer) {
        TimerRecall recall = new TimerRecall(
                message.delay.dueMillis, PendingTimer.mark(message.topic, SendMessage.uniqueKey(message)));
        replica.propose(node.recalls().proposal(recall, fate -> {
            Outcome outcome = Outcomes.of(fate);
            if (outcome == Outcome.OK) {
                history.delayed().recalled(message);
            }
            answer.accept(outcome);
        }));
    }

    @Override
    public String toString() {
        return "recall " + message;
    }
}
