package io.quorate.broker.pop;

import io.quorate.broker.state.PopTable;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Queues of which messages are being given out: chosen, on their way through the log and not applied yet. Who finds a queue
 * claimed tries another, or waits until it is let go. A claim ends with its proposal, whatever became of that. Any thread.
 */
final class QueueClaims {
    private final Set<PopTable.Key> claimed =
            ConcurrentHashMap.newKeySet(); // as many as proposals under way, times queues

    boolean claim(PopTable.Key queue) {
        return claimed.add(queue);
    }

    void letGo(PopTable.Key queue) {
        claimed.remove(queue);
    }
}
