package io.quorate.simulation.workload;

import io.quorate.broker.lock.QueueLocks;
import io.quorate.broker.state.CommandProposal;
import io.quorate.broker.state.QueueKey;
import io.quorate.broker.state.UnlockQueues;
import io.quorate.raft.runtime.Replica;
import io.quorate.simulation.world.SimulatedNode;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gives a queue up that a consumer in order has locked, or not; sometimes to ask for it again at once, not
 * waiting for the answer, as clients do whose queue comes back to them.
 */
final class UnlockQueue implements Operation {
    private final QueueLockHistory history;
    private final String client;
    private final QueueKey queue;
    private final boolean again;

    UnlockQueue(QueueLockHistory history, String client, QueueKey queue, boolean again) {
        this.history = history;
        this.client = client;
        this.queue = queue;
        this.again = again;
    }

    @Override
    public void run(SimulatedNode node, Replica replica, Consumer<Outcome> answer) {
        long since = history.givesUp(queue, client);
        QueueLocks locks = node.locks();
        locks.proposed(QueueLockHistory.CONSUMER_GROUP);
        UnlockQueues command = new UnlockQueues(QueueLockHistory.CONSUMER_GROUP, client, List.of(queue));
        replica.propose(new CommandProposal(List.of(command), node.state().offsetAssigner(), fate -> {
            locks.completed(QueueLockHistory.CONSUMER_GROUP);
            Outcome outcome = Outcomes.of(fate);
            if (outcome == Outcome.OK) {
                history.gone(queue, client, since);
            }
            if (!again) {
                answer.accept(outcome);
            }
        }));
        if (again) {
            new LockQueue(history, client, queue).run(node, replica, answer);
        }
    }

    @Override
    public void settled(Outcome outcome) {
        if (outcome == Outcome.OK && !again) {
            history.gaveUp(queue, client);
        }
    }

    @Override
    public String toString() {
        return "unlock " + queue + " for " + client;
    }
}
