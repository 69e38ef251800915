package io.quorate.simulation.workload;

import io.quorate.raft.runtime.ReadOutcome;
import io.quorate.raft.runtime.Replica;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.SimulatedNode;
import java.util.function.Consumer;

/** Asks any node for the end of a queue as it is now: it must be beyond all that was acknowledged before. */
final class ReadQueueEnd implements Operation {
    private final String topic;
    private final int queueId;
    private final History history;
    private final QueueHistory queue;
    private final long endBefore; // acknowledged, or shown to somebody, when this was begun

    ReadQueueEnd(History history, String topic, int queueId) {
        this.history = history;
        this.topic = topic;
        this.queueId = queueId;
        this.queue = history.queue(topic, queueId);
        this.endBefore = Math.max(queue.ackedEnd, queue.shownEnd);
    }

    @Override
    public void run(SimulatedNode node, Replica replica, Consumer<Outcome> answer) {
        replica.readIndex(outcome -> {
            if (outcome instanceof ReadOutcome.Current) {
                check(node, node.state().queues().maxOffset(topic, queueId));
                answer.accept(Outcome.OK);
            } else {
                answer.accept(Outcome.FAIL);
            }
        });
    }

    private void check(SimulatedNode node, long end) {
        if (history.queue(topic, queueId) != queue) {
            return; // the topic was deleted meanwhile: this is, or is not yet, the end of another queue
        }
        if (end < endBefore || end > queue.messages.size()) {
            throw new CheckFailure(
                    "no stale read",
                    node + " says that " + topic + "/" + queueId + " ends at " + end + ", but " + endBefore
                            + " was known before it was asked; applied is " + queue.messages.size());
        }
        queue.shownEnd = Math.max(queue.shownEnd, end);
    }

    @Override
    public boolean isRead() {
        return true;
    }

    @Override
    public String toString() {
        return "read end of " + topic + "/" + queueId;
    }
}
