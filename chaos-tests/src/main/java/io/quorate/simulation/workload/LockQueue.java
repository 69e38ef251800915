package io.quorate.simulation.workload;

import io.quorate.broker.lock.QueueLocks;
import io.quorate.broker.state.CommandProposal;
import io.quorate.broker.state.LockQueues;
import io.quorate.broker.state.QueueKey;
import io.quorate.raft.runtime.ReadOutcome;
import io.quorate.raft.runtime.Replica;
import io.quorate.simulation.world.SimulatedNode;
import java.util.List;
import java.util.function.Consumer;

/** Locks a queue for a consumer in order, as the broker's handler does: by the table alone where that will do. */
final class LockQueue implements Operation {
    private final QueueLockHistory history;
    private final String client;
    private final QueueKey queue;

    LockQueue(QueueLockHistory history, String client, QueueKey queue) {
        this.history = history;
        this.client = client;
        this.queue = queue;
    }

    @Override
    public void run(SimulatedNode node, Replica replica, Consumer<Outcome> answer) {
        if (!node.view().serving()) {
            answer.accept(Outcome.FAIL);
            return;
        }
        QueueLocks locks = node.locks();
        List<QueueKey> wanted = List.of(queue);
        if (locks.undecided(QueueLockHistory.CONSUMER_GROUP, client, wanted).isEmpty()) {
            replica.readIndex(outcome -> {
                boolean current = outcome instanceof ReadOutcome.Current;
                if (current) {
                    tell(node, locks, true);
                }
                answer.accept(current ? Outcome.OK : Outcome.FAIL);
            });
            return;
        }
        LockQueues command =
                new LockQueues(QueueLockHistory.CONSUMER_GROUP, client, SimulatedNode.LOCK_LIFE_MILLIS, wanted);
        history.asksFor(queue, client);
        locks.proposed(QueueLockHistory.CONSUMER_GROUP);
        replica.propose(new CommandProposal(List.of(command), node.state().offsetAssigner(), fate -> {
            locks.completed(QueueLockHistory.CONSUMER_GROUP);
            Outcome outcome = Outcomes.of(fate);
            if (outcome == Outcome.OK) {
                tell(node, locks, false);
            }
            answer.accept(outcome);
        }));
    }

    private void tell(SimulatedNode node, QueueLocks locks, boolean byTable) {
        if (!locks.owned(QueueLockHistory.CONSUMER_GROUP, client, List.of(queue))
                .isEmpty()) {
            history.owned(node, queue, client, byTable);
        }
    }

    @Override
    public boolean isRead() {
        return true;
    }

    @Override
    public String toString() {
        return "lock " + queue + " for " + client;
    }
}
