package io.quorate.broker.state;

import io.quorate.raft.Invariants;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Gives the leader's new messages their queue offsets, in log order, ahead of the apply: several entries may be under way
 * to the followers while the {@link QueueTable} still shows the state before them. Replica loop only.
 *
 * <p>Invariant: for every queue this leader wrote to, the next offset here is the queue table's plus the messages appended
 * and not yet applied. It holds from the start because a leader proposes only after it has applied its own no-op, hence
 * everything of earlier terms.
 */
public final class QueueOffsetAssigner {
    /** What is next in the queues of one topic; grows by one entry for each queue written in this leadership. */
    private static final class TopicOffsets {
        final Map<Integer, Long> next = new HashMap<>();
        /** Set when a deletion of the topic was appended in this leadership: its queues start again, whatever the table says. */
        final boolean startsAtZero;

        TopicOffsets(boolean startsAtZero) {
            this.startsAtZero = startsAtZero;
        }
    }

    private final Supplier<QueueTable> queues;
    private final Map<String, TopicOffsets> topics = new HashMap<>();
    private boolean leading;

    QueueOffsetAssigner(Supplier<QueueTable> queues) {
        this.queues = queues;
    }

    boolean isLeading() {
        return leading;
    }

    void leadershipGained() {
        topics.clear();
        leading = true;
    }

    void leadershipLost() {
        topics.clear();
        leading = false;
    }

    /** Offset of the first of {@code count} messages being appended now. */
    long assign(String topic, int queueId, int count) {
        Invariants.check(leading, "only a leader assigns queue offsets", queueId, count);
        TopicOffsets offsets = topics.computeIfAbsent(topic, absent -> new TopicOffsets(false));
        Long known = offsets.next.get(queueId);
        long first =
                known != null ? known : offsets.startsAtZero ? 0 : queues.get().maxOffset(topic, queueId);
        offsets.next.put(queueId, first + count);
        return first;
    }

    /** A deletion of the topic is being appended now. */
    void topicDeleted(String topic) {
        Invariants.check(leading, "only a leader assigns queue offsets");
        topics.put(topic, new TopicOffsets(true));
    }
}
